import { useMutation } from '@tanstack/react-query'
import type { Run } from '#shared/contract/runs.ts'
import { client } from '../app/client.ts'

const COMMANDS = {
  pause: (run: Run) => client.runs.pause({ run: run.id }),
  resume: (run: Run) => client.runs.resume({ run: run.id }),
  stop: (run: Run) => client.runs.stop({ run: run.id }),
}
export type RunCommand = keyof typeof COMMANDS

/** Pauses, resumes and stops runs, one after the other; the windows learn of each by its event. */
export function useRunCommands() {
  const mutation = useMutation({
    mutationFn: async ({ command, runs }: { command: RunCommand; runs: readonly Run[] }) => {
      for (const run of runs) await COMMANDS[command](run)
    },
  })
  return {
    send: (command: RunCommand, runs: readonly Run[]) => mutation.mutate({ command, runs }),
    /** What the engine is still asked to do. */
    pending: mutation.isPending ? mutation.variables.command : null,
  }
}
