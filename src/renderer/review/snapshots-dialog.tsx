import {
  Button,
  Checkbox,
  CopyButton,
  Group,
  Modal,
  Stack,
  Table,
  Text,
  TextInput,
  Tooltip,
} from '@mantine/core'
import { IconSnowflake } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf, formatMoment } from '../components/format.ts'
import { notifyDone } from '../components/notify.ts'
import { ToneBadge } from '../components/tone-badge.tsx'
import { ExportDialog } from './export-dialog.tsx'

interface SnapshotsDialogProps {
  dataset: Dataset
  /** Accepted and edited proposals: what a snapshot of now would hold. */
  curated: number
  opened: boolean
  onClose: () => void
}

/** Saves what is accepted and edited now as a snapshot, and lists earlier snapshots. */
export function SnapshotsDialog({ dataset, curated, opened, onClose }: SnapshotsDialogProps) {
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [uncurated, setUncurated] = useState(false)
  const [exported, setExported] = useState<Snapshot | null>(null)
  const snapshots = useQuery({
    ...api.snapshots.list.queryOptions({ input: { dataset: dataset.id } }),
    enabled: opened,
  })
  const create = useMutation(
    api.snapshots.create.mutationOptions({
      onSuccess: (snapshot) => {
        setName('')
        setUncurated(false)
        notifyDone(`Saved ${countOf(snapshot.negatives, 'negative')} as “${snapshotLabel(snapshot)}”.`)
        void queries.invalidateQueries({ queryKey: api.snapshots.key() })
      },
    }),
  )
  return (
    <>
      <Modal
        opened={opened && exported === null}
        onClose={onClose}
        title={`Snapshots of ${dataset.name}`}
        size="lg"
      >
        <Stack gap="md">
          <form
            onSubmit={(event) => {
              event.preventDefault()
              if (name.trim() !== '')
                create.mutate({
                  dataset: dataset.id,
                  name: name.trim(),
                  which: uncurated ? 'proposed' : 'curated',
                })
            }}
          >
            <Group align="flex-end" gap="xs">
              <TextInput
                data-autofocus
                label="Name of the new snapshot"
                description={
                  uncurated
                    ? 'Holds every proposal as it was generated, uncurated, and never changes.'
                    : `Holds the ${countOf(curated, 'negative')} accepted or edited now, and never changes.`
                }
                value={name}
                onChange={(event) => setName(event.currentTarget.value)}
                maxLength={120}
                flex={1}
              />
              <Button
                type="submit"
                loading={create.isPending}
                disabled={name.trim() === ''}
                leftSection={<IconSnowflake size={15} />}
              >
                Save
              </Button>
            </Group>
            <Checkbox
              mt="xs"
              label="All proposals as they were generated, without review"
              description="To compare what curation gains. It is shown as uncurated everywhere."
              checked={uncurated}
              onChange={(event) => setUncurated(event.currentTarget.checked)}
            />
          </form>
          {create.isError && <FailureCard error={create.error} />}
          {snapshots.isError && (
            <FailureCard error={snapshots.error} retry={() => void snapshots.refetch()} />
          )}
          {snapshots.data !== undefined && (
            <SnapshotTable snapshots={snapshots.data} onExport={setExported} />
          )}
        </Stack>
      </Modal>
      <ExportDialog snapshot={opened ? exported : null} onClose={() => setExported(null)} />
    </>
  )
}

interface SnapshotTableProps {
  /** Newest first. */
  snapshots: readonly Snapshot[]
  onExport: (snapshot: Snapshot) => void
}

function SnapshotTable({ snapshots, onExport }: SnapshotTableProps) {
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
            </Table.Td>
            <Table.Td ta="right" className="tabular">
              {snapshot.negatives}
            </Table.Td>
            <Table.Td>
              <HashCode hash={snapshot.hash} />
            </Table.Td>
            <Table.Td>{formatMoment(snapshot.createdAt)}</Table.Td>
            <Table.Td ta="right">
              <Group gap={4} justify="flex-end" wrap="nowrap">
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`Export ${snapshot.name}`}
                  onClick={() => onExport(snapshot)}
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
