import { Group, Tooltip } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { ActionButton } from '../components/action-button.tsx'
import type { TrainActionId, useTrainActions } from './use-train-actions.ts'

interface RunActionsProps {
  runs: readonly Run[]
  action: ReturnType<typeof useTrainActions>
  /** What the engine is still asked to do with them. */
  pending: TrainActionId | null
}

/** What can be done with the chosen runs; pause, resume and stop only where there is something to pause, resume or stop. */
export function RunActions({ runs, action, pending }: RunActionsProps) {
  const trains = runs.some(({ state }) => state === 'running' || state === 'queued')
  const offered = (id: TrainActionId) => action(id).enabled || pending === id
  const single = runs.length === 1
  return (
    <Group gap={6} wrap="nowrap">
      {offered('pause') && (
        <Explained text="Writes a checkpoint and ends the trainer. Resume continues from there, to the same numbers.">
          <ActionButton action={action('pause')} variant="light" loading={pending === 'pause'} />
        </Explained>
      )}
      {offered('resume') && (
        <Explained text="Puts it back into the queue. It continues from its checkpoint.">
          <ActionButton action={action('resume')} variant="filled" loading={pending === 'resume'} />
        </Explained>
      )}
      {offered('stop') && (
        <Explained
          text={
            trains
              ? 'Ends the training for good and tests the best epoch so far.'
              : 'Ends it for good. What it trained until its checkpoint is tested.'
          }
        >
          <ActionButton action={action('stop')} variant="light" color="red" loading={pending === 'stop'} />
        </Explained>
      )}
      {single ? (
        <>
          <ActionButton action={action('repeat')} />
          <ActionButton action={action('clone')} />
          <ActionButton action={action('log')} />
        </>
      ) : (
        <ActionButton action={action('compare')} variant="light" />
      )}
      <ActionButton action={action('remove')} />
    </Group>
  )
}

function Explained({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Tooltip label={text} multiline w={240} events={{ hover: true, focus: true, touch: false }}>
      {children}
    </Tooltip>
  )
}
