import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Flag, MeasuredQuality } from '#shared/contract/proposals.ts'
import type { ReviewCard } from '#shared/contract/review.ts'
import { api } from '../app/client.ts'

/** Typing pauses this long before what stands is measured. */
const PAUSE_MILLISECONDS = 250
/** What was typed on the way is not asked for again. */
const KEPT_MILLISECONDS = 10_000

export interface Measured {
  qualityMetrics: MeasuredQuality
  flags: readonly Flag[]
}

/** How good the negative is as it is being edited; null outside of an edit, and until it is known. */
export function useMeasured(card: ReviewCard, editing: boolean): Measured | null {
  const [content] = useDebouncedValue(card.draft ?? card.current, PAUSE_MILLISECONDS)
  const query = useQuery({
    ...api.proposals.measure.queryOptions({ input: { proposal: card.id, content } }),
    enabled: editing,
    gcTime: KEPT_MILLISECONDS,
    placeholderData: keepPreviousData,
  })
  return editing ? (query.data ?? null) : null
}
