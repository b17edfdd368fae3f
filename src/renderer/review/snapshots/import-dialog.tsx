import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { countOf } from '../../components/format.ts'
import { notifyDone } from '../../components/notify.ts'
import { PathField } from '../../components/path-field.tsx'

interface ImportDialogProps {
  dataset: Dataset
  opened: boolean
  onClose: () => void
}

/** Brings an exported snapshot back into the data set. */
export function ImportDialog({ dataset, opened, onClose }: ImportDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={`Import a snapshot into ${dataset.name}`}>
      <ImportForm dataset={dataset} onDone={onClose} />
    </Modal>
  )
}

function ImportForm({ dataset, onDone }: { dataset: Dataset; onDone: () => void }) {
  const queries = useQueryClient()
  const [path, setPath] = useState('')
  const [name, setName] = useState('')
  const run = useMutation(
    api.snapshots.import.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: (snapshot) => {
        notifyDone(
          `Imported ${countOf(snapshot.negatives, 'negative')} as “${snapshot.name}”, with the hash they had.`,
        )
        onDone()
        return queries.invalidateQueries({ queryKey: api.snapshots.key() })
      },
    }),
  )
  const chosen = path.trim()
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const called = name.trim()
        run.mutate({ dataset: dataset.id, path: chosen, ...(called === '' ? {} : { name: called }) })
      }}
    >
      <Stack gap="md">
        <PathField
          label="Folder of the export"
          description="Of JSON lines, Parquet or Hugging Face datasets, or one of its files"
          value={path}
          onChange={setPath}
          filters={null}
          required
        />
        <TextInput
          label="Name"
          description="Left empty: as it was"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={120}
        />
        {run.isError && <FailureCard error={run.error} />}
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={run.isPending}
            disabled={chosen === ''}
            leftSection={<IconFileImport size={15} />}
          >
            Import
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
