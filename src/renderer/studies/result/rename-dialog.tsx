import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { Study } from '#shared/contract/studies.ts'
import { client } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'

interface RenameDialogProps {
  study: Study
  onClose: () => void
  onRenamed: () => void
}

/** Gives a study another name; its plan and hash stay as they are. */
export function RenameDialog({ study, onClose, onRenamed }: RenameDialogProps) {
  const [name, setName] = useState(study.name)
  const rename = useMutation({
    mutationFn: () => client.studies.rename({ study: study.id, name: name.trim() }),
    meta: { shownInPlace: true },
    onSuccess: () => {
      onRenamed()
      onClose()
    },
  })
  return (
    <Modal opened onClose={onClose} title="Rename the study">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          rename.mutate()
        }}
      >
        <Stack gap="sm">
          <TextInput
            label="Name of the study"
            data-autofocus
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {rename.isError && <FailureCard error={rename.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ''} loading={rename.isPending}>
              Rename
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
