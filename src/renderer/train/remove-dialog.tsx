import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { Run } from '#shared/contract/runs.ts'
import { client } from '../app/client.ts'
import { countOf } from '../components/format.ts'
import { notifyDone } from '../components/notify.ts'

interface RemoveDialogProps {
  runs: readonly Run[]
  opened: boolean
  onClose: () => void
  onRemoved: () => void
}

/** Asks before runs go with everything that they left. */
export function RemoveDialog({ runs, opened, onClose, onRemoved }: RemoveDialogProps) {
  const remove = useMutation({
    mutationFn: async () => {
      for (const { id } of runs) await client.runs.remove({ run: id })
    },
    onSuccess: () => {
      onClose()
      notifyDone(`Removed ${countOf(runs.length, 'run')} with the files.`)
      onRemoved()
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title={`Remove ${countOf(runs.length, 'run')}?`}>
      <Stack gap="sm">
        <Text size="sm">
          {runs.map(({ name }) => name).join(', ')}. The curves, the log and the trained parameters go too;
          this cannot be undone.
        </Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={onClose}>
            Cancel
          </Button>
          <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove {countOf(runs.length, 'run')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
