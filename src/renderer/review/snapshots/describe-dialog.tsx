import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'

interface DescribeDialogProps {
  /** Null while the dialog is closed. */
  snapshot: Snapshot | null
  onClose: () => void
}

/** Name and note of a snapshot; what it froze never changes. */
export function DescribeDialog({ snapshot, onClose }: DescribeDialogProps) {
  return (
    <Modal opened={snapshot !== null} onClose={onClose} title={`Name and note of ${snapshot?.name ?? ''}`}>
      {snapshot !== null && <DescribeForm key={snapshot.id} snapshot={snapshot} onDone={onClose} />}
    </Modal>
  )
}

function DescribeForm({ snapshot, onDone }: { snapshot: Snapshot; onDone: () => void }) {
  const queries = useQueryClient()
  const [name, setName] = useState(snapshot.name)
  const [note, setNote] = useState(snapshot.note)
  const save = useMutation(
    api.snapshots.describe.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: () => {
        onDone()
        return queries.invalidateQueries({ queryKey: api.snapshots.key() })
      },
    }),
  )
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ snapshot: snapshot.id, name: name.trim(), note: note.trim() })
      }}
    >
      <Stack gap="md">
        <TextInput
          data-autofocus
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          maxLength={120}
        />
        <Textarea
          label="Note"
          description="What it is for. The data card of an export has it."
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
          maxLength={2000}
          autosize
          minRows={3}
        />
        {save.isError && <FailureCard error={save.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
