import { ActionIcon, Button, CopyButton, Group, Menu, Table, Text, Tooltip } from '@mantine/core'
import { openConfirmModal } from '@mantine/modals'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { api } from '../../app/client.ts'
import { countOf, formatMoment } from '../../components/format.ts'
import { PageLink } from '../../components/links.tsx'
import { notifyDone } from '../../components/notify.ts'
import { ToneBadge } from '../../components/tone-badge.tsx'

/** What can be done with a snapshot in a dialog of its own. */
export type SnapshotTask = 'export' | 'compare' | 'describe'

interface SnapshotTableProps {
  /** Newest first. */
  snapshots: readonly Snapshot[]
  onTask: (task: SnapshotTask, snapshot: Snapshot) => void
}

export function SnapshotTable({ snapshots, onTask }: SnapshotTableProps) {
  if (snapshots.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        None yet. A training run names the snapshot that it learned from.
      </Text>
    )
  }
  return (
    <Table aria-label="Snapshots">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Name</Table.Th>
          <Table.Th ta="right">Negatives</Table.Th>
          <Table.Th>Hash</Table.Th>
          <Table.Th>Saved</Table.Th>
          <Table.Th>Learned from it</Table.Th>
          <Table.Th>Use</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {snapshots.map((snapshot) => (
          <Table.Tr key={snapshot.id}>
            <Table.Td>
              {snapshot.name}
              {snapshot.which === 'proposed' && (
                <ToneBadge
                  tone="orange"
                  ml={6}
                  title="All proposals as they were generated; nobody reviewed them"
                >
                  uncurated
                </ToneBadge>
              )}
              {snapshot.note !== '' && (
                <Text size="xs" c="dimmed" dir="auto" style={{ whiteSpace: 'pre-wrap' }}>
                  {snapshot.note}
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="right" className="tabular">
              {snapshot.negatives}
            </Table.Td>
            <Table.Td>
              <HashCode hash={snapshot.hash} />
            </Table.Td>
            <Table.Td>{formatMoment(snapshot.createdAt)}</Table.Td>
            <Table.Td>
              <Uses snapshot={snapshot} />
            </Table.Td>
            <Table.Td ta="right">
              <Group gap={4} justify="flex-end" wrap="nowrap">
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Export ${snapshot.name}`}
                  onClick={() => onTask('export', snapshot)}
                >
                  Export
                </Button>
                <Button
                  size="compact-xs"
                  variant="light"
                  renderRoot={(props) => <Link to="/train" search={{ snapshot: snapshot.id }} {...props} />}
                >
                  Train with it
                </Button>
                <MoreButton snapshot={snapshot} isAlone={snapshots.length < 2} onTask={onTask} />
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function HashCode({ hash }: { hash: string }) {
  return (
    <CopyButton value={hash}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy the whole hash'}>
          <Button variant="subtle" color="gray" size="compact-xs" ff="monospace" onClick={copy}>
            {hash.slice(0, 10)}
          </Button>
        </Tooltip>
      )}
    </CopyButton>
  )
}

/** The runs and studies that learned from a snapshot, or will. */
function Uses({ snapshot }: { snapshot: Snapshot }) {
  const { data } = useQuery(api.snapshots.uses.queryOptions({ input: { snapshot: snapshot.id } }))
  if (data === undefined) return null
  const { runs, studies } = data
  if (runs.length + studies.length === 0) return <Text c="dimmed">–</Text>
  return (
    <Group gap={6}>
      {runs.length > 0 && (
        <PageLink to="/train" search={{ learned: snapshot.id, study: 'all' }} size="sm">
          {countOf(runs.length, 'run')}
        </PageLink>
      )}
      {studies.map(({ id, name }) => (
        <Text key={id} size="sm">
          {name}
        </Text>
      ))}
    </Group>
  )
}

interface MoreButtonProps {
  snapshot: Snapshot
  isAlone: boolean
  onTask: (task: SnapshotTask, snapshot: Snapshot) => void
}

function MoreButton({ snapshot, isAlone, onTask }: MoreButtonProps) {
  const queries = useQueryClient()
  const remove = useMutation(
    api.snapshots.remove.mutationOptions({
      onSuccess: () => {
        notifyDone(`Removed the snapshot “${snapshot.name}”.`)
        return queries.invalidateQueries({ queryKey: api.snapshots.key() })
      },
    }),
  )
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon
          variant="default"
          size={22}
          aria-label={`More of ${snapshot.name}`}
          loading={remove.isPending}
        >
          <IconDots size={14} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onTask('describe', snapshot)}>Name and note…</Menu.Item>
        <Menu.Item disabled={isAlone} onClick={() => onTask('compare', snapshot)}>
          Compare with another…
        </Menu.Item>
        <Menu.Item
          onClick={() =>
            openConfirmModal({
              title: `Remove ${snapshot.name}?`,
              children: (
                <Text size="sm">
                  Its {countOf(snapshot.negatives, 'negative')} go; the proposals and decisions stay. An
                  export can be imported again.
                </Text>
              ),
              labels: { confirm: 'Remove the snapshot', cancel: 'Cancel' },
              confirmProps: { color: 'red.8' },
              onConfirm: () => remove.mutate({ snapshot: snapshot.id }),
            })
          }
        >
          Remove…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
