import { Button, Tooltip } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { isResumable } from '#shared/runs/run-facts.ts'
import { client } from '../app/client.ts'
import { useActions } from '../components/actions.ts'
import { Keys } from '../components/keys.tsx'
import { notifyFailure } from '../components/notify.ts'

/** Pauses, resumes and stops the chosen runs: each button for those that it concerns. */
export function RunControls({ runs }: { runs: readonly Run[] }) {
  const active = runs.filter(({ state }) => state === 'running' || state === 'queued')
  const resumable = runs.filter(isResumable)
  const unended = runs.filter(({ state }) => state === 'running' || state === 'queued' || state === 'paused')
  const pause = useForEach((run) => client.runs.pause({ run: run.id }))
  const resume = useForEach((run) => client.runs.resume({ run: run.id }))
  const stop = useForEach((run) => client.runs.stop({ run: run.id }))
  const busy = pause.isPending || resume.isPending || stop.isPending
  const keys = useActions('Train', [
    {
      id: 'pause-resume',
      keys: 'p',
      label: 'Pause or resume the chosen runs',
      icon: active.length > 0 ? IconPlayerPause : IconPlayerPlay,
      enabled: !busy && (active.length > 0 || resumable.length > 0),
      run: () => {
        if (active.length > 0) pause.mutate(active)
        else resume.mutate(resumable)
      },
    },
  ])('pause-resume').shownKeys
  return (
    <>
      {active.length > 0 && (
        <Explained text="Writes a checkpoint and ends the trainer. Resume goes on from there, to the same numbers.">
          <Button
            variant="light"
            leftSection={<IconPlayerPause size={15} aria-hidden />}
            rightSection={<Keys keys={keys} />}
            loading={pause.isPending}
            disabled={busy}
            onClick={() => pause.mutate(active)}
          >
            Pause
          </Button>
        </Explained>
      )}
      {resumable.length > 0 && (
        <Explained text="Puts it back into the queue. It goes on from its checkpoint.">
          <Button
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            rightSection={active.length === 0 && <Keys keys={keys} />}
            loading={resume.isPending}
            disabled={busy}
            onClick={() => resume.mutate(resumable)}
          >
            Resume
          </Button>
        </Explained>
      )}
      {unended.length > 0 && (
        <Explained
          text={
            active.length > 0
              ? 'Ends the training for good and tests the best epoch so far.'
              : 'Ends it for good. What it trained until its checkpoint is tested.'
          }
        >
          <Button
            variant="light"
            color="red"
            leftSection={<IconPlayerStop size={15} aria-hidden />}
            loading={stop.isPending}
            disabled={busy}
            onClick={() => stop.mutate(unended)}
          >
            Stop
          </Button>
        </Explained>
      )}
    </>
  )
}

function Explained({ text, children }: { text: string; children: ReactNode }) {
  return (
    <Tooltip label={text} multiline w={240} events={{ hover: true, focus: true, touch: false }}>
      {children}
    </Tooltip>
  )
}

/** One after the other; the windows learn of each by its event. */
function useForEach(work: (run: Run) => Promise<unknown>) {
  return useMutation({
    mutationFn: async (runs: readonly Run[]) => {
      for (const run of runs) await work(run)
    },
    onError: notifyFailure,
  })
}
