import { Tooltip } from '@mantine/core'
import { skipToken, useQuery } from '@tanstack/react-query'
import type { Annotator, DatasetId } from '#shared/contract/ids.ts'
import { api } from '../app/client.ts'
import { ToneBadgeButton } from '../components/tone-badge.tsx'

const REFETCH = 15_000

/** A quiet word to who accepts faster than the changed words can be read. */
export function ReadingNotice({ dataset, annotator }: { dataset: DatasetId; annotator: Annotator | null }) {
  const { data } = useQuery({
    ...api.curators.pace.queryOptions({ input: annotator === null ? skipToken : { dataset, annotator } }),
    refetchInterval: REFETCH,
    // Nothing is missing on the page without it.
    retry: false,
    meta: { shownInPlace: true },
  })
  if (data?.notable !== true) return null
  return (
    <Tooltip
      label={`${data.faster} of your last ${data.accepted} acceptances came before the changed words can have been read.`}
      multiline
      w={300}
      events={{ hover: true, focus: true, touch: true }}
    >
      <ToneBadgeButton tone="yellow" style={{ flex: 'none' }}>
        Faster than reading
      </ToneBadgeButton>
    </Tooltip>
  )
}
