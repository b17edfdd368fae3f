import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconFileImport, IconSnowflake } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf } from '../../components/format.ts'
import { notifyDone } from '../../components/notify.ts'
import { CompareDialog } from './compare-dialog.tsx'
import { DescribeDialog } from './describe-dialog.tsx'
import { ExportDialog } from './export-dialog.tsx'
import { ImportDialog } from './import-dialog.tsx'
import { SavedSnapshot } from './saved-snapshot.tsx'
import { SnapshotTable, type SnapshotTask } from './snapshot-table.tsx'

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
  /** What was typed; a suggestion stands in its place until then. */
  const [typed, setName] = useState<string | null>(null)
  const [uncurated, setUncurated] = useState(false)
  const [task, setTask] = useState<{ kind: SnapshotTask; snapshot: Snapshot } | { kind: 'import' } | null>(
    null,
  )
  const snapshots = useQuery({
    ...api.snapshots.list.queryOptions({ input: { dataset: dataset.id } }),
    enabled: opened,
  })
  const create = useMutation(
    api.snapshots.create.mutationOptions({
      onSuccess: (snapshot) => {
        setName(null)
        setUncurated(false)
        notifyDone(`Saved ${countOf(snapshot.negatives, 'negative')} as “${snapshotLabel(snapshot)}”.`)
        void queries.invalidateQueries({ queryKey: api.snapshots.key() })
      },
    }),
  )
  const name = typed ?? suggestedName(snapshots.data ?? [])
  const saved = snapshots.data?.find(({ id }) => id === create.data?.id)
  const chosenFor = (kind: SnapshotTask) => (opened && task?.kind === kind ? task.snapshot : null)
  const back = () => setTask(null)
  return (
    <>
      <Modal
        opened={opened && task === null}
        onClose={onClose}
        title={`Snapshots of ${dataset.name}`}
        size="xl"
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
          {saved !== undefined && <SavedSnapshot key={saved.id} snapshot={saved} />}
          {create.isError && <FailureCard error={create.error} />}
          {snapshots.isError && (
            <FailureCard error={snapshots.error} retry={() => void snapshots.refetch()} />
          )}
          {snapshots.data !== undefined && (
            <SnapshotTable
              snapshots={snapshots.data}
              onTask={(kind, snapshot) => setTask({ kind, snapshot })}
            />
          )}
          <Group justify="flex-end">
            <Button
              size="xs"
              variant="default"
              leftSection={<IconFileImport size={15} />}
              onClick={() => setTask({ kind: 'import' })}
            >
              Import a snapshot…
            </Button>
          </Group>
        </Stack>
      </Modal>
      <ExportDialog snapshot={chosenFor('export')} onClose={back} />
      <DescribeDialog snapshot={chosenFor('describe')} onClose={back} />
      <CompareDialog snapshots={snapshots.data ?? []} snapshot={chosenFor('compare')} onClose={back} />
      <ImportDialog dataset={dataset} opened={opened && task?.kind === 'import'} onClose={back} />
    </>
  )
}

/** A name that none of them has. */
function suggestedName(snapshots: readonly Snapshot[]): string {
  const taken = new Set(snapshots.map(({ name }) => name))
  let number = snapshots.length + 1
  while (taken.has(`Curated ${number}`)) number += 1
  return `Curated ${number}`
}
