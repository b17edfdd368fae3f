import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Annotator } from '#shared/contract/ids.ts'

interface AnnotatorDialogProps {
  opened: boolean
  onName: (annotator: Annotator) => void
  onClose: () => void
}

/** Asks once under which name this window's decisions are recorded. */
export function AnnotatorDialog({ opened, onName, onClose }: AnnotatorDialogProps) {
  const [name, setName] = useState('')
  const parsed = Annotator.safeParse(name)
  return (
    <Modal opened={opened} onClose={onClose} title="Who is curating?">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (parsed.success) onName(parsed.data)
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            Every decision is kept with the name of the person who made it, so that a team can compare and
            undo its own.
          </Text>
          <TextInput
            data-autofocus
            label="Your name"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={80}
          />
          <Group justify="flex-end">
            <Button type="submit" disabled={!parsed.success}>
              Start curating
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
