import { Alert, Group, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { countOf } from '../../components/format.ts'
import { Keys } from '../../components/keys.tsx'
import { ButtonLink } from '../../components/links.tsx'

/** What was just saved, and the way on to training with it, which Enter takes. */
export function SavedSnapshot({ snapshot }: { snapshot: Snapshot }) {
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => link.current?.focus(), [])
  return (
    <Alert color="teal" icon={<IconCheck aria-hidden />} p="xs">
      <Group justify="space-between" gap="xs">
        <Text size="sm">
          “{snapshotLabel(snapshot)}” holds {countOf(snapshot.negatives, 'negative')}.
        </Text>
        <ButtonLink
          ref={link}
          to="/train"
          search={{ snapshot: snapshot.id }}
          rightSection={<Keys keys="enter" />}
        >
          Train with {snapshot.name}
        </ButtonLink>
      </Group>
    </Alert>
  )
}
