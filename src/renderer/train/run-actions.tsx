import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconArrowsDiff, IconCopy, IconFileText, IconRepeat, IconTrash } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { client } from '../app/client.ts'
import { countOf } from '../components/format.ts'
import { notifyDone, notifyFailure } from '../components/notify.ts'
import { LogDialog } from './log-dialog.tsx'
import { RunControls } from './run-controls.tsx'

interface RunActionsProps {
  runs: readonly Run[]
  onRepeat: (run: Run) => void
  onClone: (run: Run) => void
  onRemoved: () => void
}

/** What can be done with the chosen runs. */
export function RunActions({ runs, onRepeat, onClone, onRemoved }: RunActionsProps) {
  const [log, setLog] = useState(false)
  const [removing, setRemoving] = useState(false)
  const [run] = runs
  const only = runs.length === 1 && run !== undefined ? run : null
  const active = runs.filter(({ state }) => state === 'running' || state === 'queued')
  const remove = useMutation({
    mutationFn: async () => {
      for (const { id } of runs) await client.runs.remove({ run: id })
    },
    onSuccess: () => {
      setRemoving(false)
      notifyDone(`Removed ${countOf(runs.length, 'run')} with the files.`)
      onRemoved()
    },
    onError: notifyFailure,
  })
  return (
    <Group gap={6} wrap="nowrap">
      <RunControls runs={runs} />
      {runs.length > 1 && (
        <Button
          variant="light"
          leftSection={<IconArrowsDiff size={15} aria-hidden />}
          renderRoot={(props) => (
            <Link to="/compare" search={{ runs: runs.map(({ id }) => id) }} {...props} />
          )}
        >
          Compare
        </Button>
      )}
      {only !== null && (
        <>
          <Button
            variant="default"
            leftSection={<IconRepeat size={15} aria-hidden />}
            onClick={() => onRepeat(only)}
          >
            Repeat
          </Button>
          <Button
            variant="default"
            leftSection={<IconCopy size={15} aria-hidden />}
            onClick={() => onClone(only)}
          >
            Clone with changes
          </Button>
          <Button
            variant="default"
            leftSection={<IconFileText size={15} aria-hidden />}
            onClick={() => setLog(true)}
          >
            Log
          </Button>
        </>
      )}
      <Button
        variant="default"
        leftSection={<IconTrash size={15} aria-hidden />}
        disabled={active.length > 0}
        onClick={() => setRemoving(true)}
      >
        Remove
      </Button>
      {only !== null && <LogDialog run={only} opened={log} onClose={() => setLog(false)} />}
      <Modal
        opened={removing}
        onClose={() => setRemoving(false)}
        title={`Remove ${countOf(runs.length, 'run')}?`}
      >
        <Stack gap="sm">
          <Text size="sm">
            {runs.map(({ name }) => name).join(', ')}. The curves, the log and the trained parameters go too;
            this cannot be undone.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" data-autofocus onClick={() => setRemoving(false)}>
              Cancel
            </Button>
            <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate()}>
              Remove {countOf(runs.length, 'run')}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </Group>
  )
}
