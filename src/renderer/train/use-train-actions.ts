import {
  IconArrowsDiff,
  IconChevronDown,
  IconChevronUp,
  IconCopy,
  IconFileText,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlus,
  IconRepeat,
  IconSearch,
  IconTrash,
} from '@tabler/icons-react'
import type { Run } from '#shared/contract/runs.ts'
import { isResumable } from '#shared/runs/run-facts.ts'
import { type Action, useActions } from '../components/actions.ts'

export interface TrainCommands {
  newRun(): void
  pause(runs: readonly Run[]): void
  resume(runs: readonly Run[]): void
  stop(runs: readonly Run[]): void
  repeat(run: Run): void
  clone(run: Run): void
  rename(run: Run): void
  readLog(run: Run): void
  compare(runs: readonly Run[]): void
  remove(runs: readonly Run[]): void
  /** Chooses the run below or above in the table. */
  move(by: 1 | -1): void
  search(): void
}

export type TrainActionId =
  | 'new-run'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'repeat'
  | 'clone'
  | 'rename'
  | 'log'
  | 'compare'
  | 'remove'
  | 'next'
  | 'previous'
  | 'search'

/**
 * What can be done on the train page, most of it with the chosen runs. Returns what looks up an action to show it.
 *
 * @param busy the engine still pauses, resumes or stops some of them
 */
export function useTrainActions(commands: TrainCommands, runs: readonly Run[], busy: boolean) {
  const active = runs.filter(isActive)
  const resumable = runs.filter(isResumable)
  const unended = runs.filter((run) => isActive(run) || run.state === 'paused')
  const only = runs.length === 1 ? (runs[0] ?? null) : null
  const withOnly = (act: (run: Run) => void) => ({
    enabled: only !== null,
    run: () => {
      if (only !== null) act(only)
    },
  })
  const actions: Action<TrainActionId>[] = [
    { id: 'new-run', keys: 'n', label: 'New run', icon: IconPlus, run: () => commands.newRun() },
    {
      id: 'pause',
      keys: 'p',
      label: 'Pause',
      icon: IconPlayerPause,
      enabled: !busy && active.length > 0,
      run: () => commands.pause(active),
    },
    {
      id: 'resume',
      // The key of pause: one of the two is usually all that can be done.
      keys: 'p',
      label: 'Resume',
      icon: IconPlayerPlay,
      enabled: !busy && resumable.length > 0,
      run: () => commands.resume(resumable),
    },
    {
      id: 'stop',
      keys: 'shift+s',
      label: 'Stop',
      icon: IconPlayerStop,
      enabled: !busy && unended.length > 0,
      run: () => commands.stop(unended),
    },
    {
      id: 'compare',
      keys: 'm',
      label: 'Compare',
      icon: IconArrowsDiff,
      enabled: runs.length > 1,
      run: () => commands.compare(runs),
    },
    { id: 'repeat', keys: [], label: 'Repeat', icon: IconRepeat, ...withOnly(commands.repeat) },
    { id: 'clone', keys: 'c', label: 'Clone with changes', icon: IconCopy, ...withOnly(commands.clone) },
    { id: 'rename', keys: 'e', label: 'Rename', icon: IconPencil, ...withOnly(commands.rename) },
    { id: 'log', keys: 'l', label: 'Log', icon: IconFileText, ...withOnly(commands.readLog) },
    {
      id: 'remove',
      keys: 'delete',
      label: 'Remove',
      icon: IconTrash,
      enabled: runs.length > 0 && active.length === 0,
      run: () => commands.remove(runs),
    },
    {
      id: 'next',
      keys: 'j',
      label: 'Next run',
      icon: IconChevronDown,
      repeats: true,
      run: () => commands.move(1),
    },
    {
      id: 'previous',
      keys: 'k',
      label: 'Previous run',
      icon: IconChevronUp,
      repeats: true,
      run: () => commands.move(-1),
    },
    { id: 'search', keys: '/', label: 'Search the runs', icon: IconSearch, run: () => commands.search() },
  ]
  return useActions('Train', actions)
}

function isActive({ state }: Run): boolean {
  return state === 'running' || state === 'queued'
}
