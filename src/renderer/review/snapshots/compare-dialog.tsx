import { Group, Modal, NativeSelect, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { SnapshotId } from '#shared/contract/ids.ts'
import type { Snapshot, SnapshotComparison, SnapshotDifference } from '#shared/contract/snapshots.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { PageLink } from '../../components/links.tsx'
import { ToneBadge } from '../../components/tone-badge.tsx'
import { writeProposals } from '../chosen-proposals.ts'
import { MarkedText } from '../marked-text.tsx'

interface CompareDialogProps {
  /** Newest first. */
  snapshots: readonly Snapshot[]
  /** The one that others are compared with; null while the dialog is closed. */
  snapshot: Snapshot | null
  onClose: () => void
}

/** What a snapshot has otherwise than another one. */
export function CompareDialog({ snapshots, snapshot, onClose }: CompareDialogProps) {
  return (
    <Modal opened={snapshot !== null} onClose={onClose} title="Compare snapshots" size="xl">
      {snapshot !== null && (
        <Comparison
          key={snapshot.id}
          snapshot={snapshot}
          others={snapshots.filter(({ id }) => id !== snapshot.id)}
          onClose={onClose}
        />
      )}
    </Modal>
  )
}

interface ComparisonProps {
  snapshot: Snapshot
  others: readonly Snapshot[]
  onClose: () => void
}

function Comparison({ snapshot, others, onClose }: ComparisonProps) {
  // By default what came of the one before.
  const before = others.find(({ id }) => id < snapshot.id) ?? others[0]
  const [from, setFrom] = useState<SnapshotId | undefined>(before?.id)
  const query = useQuery({
    ...api.snapshots.compare.queryOptions({ input: { from: from ?? snapshot.id, to: snapshot.id } }),
    enabled: from !== undefined,
  })
  return (
    <Stack gap="md">
      <NativeSelect
        label={`What ${snapshotLabel(snapshot)} has otherwise than`}
        data={others.map((other) => ({ value: String(other.id), label: snapshotLabel(other) }))}
        value={String(from ?? '')}
        onChange={(event) => setFrom(others.find(({ id }) => String(id) === event.currentTarget.value)?.id)}
      />
      {query.isError && <FailureCard error={query.error} retry={() => void query.refetch()} />}
      {query.isPending && <Skeleton h="12rem" />}
      {query.data !== undefined && <Differences comparison={query.data} onLeave={onClose} />}
    </Stack>
  )
}

const KINDS = {
  added: { label: 'Added', tone: 'teal' },
  removed: { label: 'Removed', tone: 'red' },
  changed: { label: 'Changed', tone: 'orange' },
} as const

function Differences({ comparison, onLeave }: { comparison: SnapshotComparison; onLeave: () => void }) {
  const { counts, differences, sameAttributes } = comparison
  const proposals = differences.flatMap(({ proposal }) => proposal ?? [])
  return (
    <>
      <Group justify="space-between">
        <Text size="sm" role="status">
          {counts.added} added, {counts.removed} removed, {counts.changed} changed, {counts.unchanged}{' '}
          unchanged
          {sameAttributes ? '' : '; the verdicts on attributes differ'}
        </Text>
        {proposals.length > 0 && (
          <PageLink
            to="/review"
            search={{ state: 'all', only: writeProposals(proposals) }}
            onClick={onLeave}
            size="sm"
          >
            Review these
          </PageLink>
        )}
      </Group>
      {differences.length > 0 && (
        <Table aria-label="Differences">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>What</Table.Th>
              <Table.Th>Item</Table.Th>
              <Table.Th>Negative</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {differences.map((difference, place) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: an imported negative has no identity but its place
              <Table.Tr key={place} style={{ verticalAlign: 'top' }}>
                <Table.Td>
                  <ToneBadge tone={KINDS[difference.kind].tone}>{KINDS[difference.kind].label}</ToneBadge>
                </Table.Td>
                <Table.Td dir="auto">
                  <ItemOf difference={difference} onLeave={onLeave} />
                </Table.Td>
                <Table.Td dir="auto">
                  <TextOf difference={difference} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  )
}

function ItemOf({ difference, onLeave }: { difference: SnapshotDifference; onLeave: () => void }) {
  const { proposal, title, externalId } = difference
  const shown = title === '' ? externalId : title
  if (proposal === null) return shown
  return (
    <PageLink
      to="/review"
      search={{ state: 'all', only: writeProposals([proposal]) }}
      onClick={onLeave}
      size="sm"
    >
      {shown}
    </PageLink>
  )
}

function TextOf({ difference: { before, after } }: { difference: SnapshotDifference }) {
  if (before === null || after === null) return (after ?? before)?.text
  const texts = { before: before.text, after: after.text }
  return (
    <Stack gap={4}>
      <MarkedText {...texts} side="before" />
      <MarkedText {...texts} side="after" />
    </Stack>
  )
}
