import {
  IconArrowLeft,
  IconDownload,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconTrash,
} from '@tabler/icons-react'
import type { StudyFormat, StudyState } from '#shared/contract/studies.ts'
import { nextStudyState } from '#shared/studies/life-cycle.ts'
import { type Action, useActions } from '../../components/actions.ts'

export interface StudyCommands {
  back(): void
  start(): void
  pause(): void
  resume(): void
  stop(): void
  rename(): void
  remove(): void
  save(format: StudyFormat): void
}

export type StudyActionId =
  | 'back'
  | 'start'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'rename'
  | 'remove'
  | `export ${StudyFormat}`

/**
 * What can be done with a study. Returns what looks up an action to show it.
 *
 * @param busy the engine still does what was asked before
 */
export function useStudyActions(commands: StudyCommands, state: StudyState, busy: boolean) {
  const can = (event: 'start' | 'pause' | 'resume' | 'stop') => !busy && nextStudyState(state, event) !== null
  const actions: Action<StudyActionId>[] = [
    { id: 'back', keys: 'b', label: 'All studies', icon: IconArrowLeft, run: () => commands.back() },
    {
      id: 'start',
      // One of start, pause and resume is all that can be done.
      keys: 'p',
      label: 'Start',
      icon: IconPlayerPlay,
      enabled: can('start'),
      run: () => commands.start(),
    },
    {
      id: 'pause',
      keys: 'p',
      label: 'Pause',
      icon: IconPlayerPause,
      enabled: can('pause') && state !== 'queued',
      run: () => commands.pause(),
    },
    {
      id: 'resume',
      keys: 'p',
      label: 'Resume',
      icon: IconPlayerPlay,
      enabled: can('resume'),
      run: () => commands.resume(),
    },
    {
      id: 'stop',
      keys: 'shift+s',
      label: 'Stop',
      icon: IconPlayerStop,
      enabled: can('stop'),
      run: () => commands.stop(),
    },
    { id: 'rename', keys: 'e', label: 'Rename', icon: IconPencil, run: () => commands.rename() },
    {
      id: 'remove',
      keys: 'delete',
      label: 'Remove',
      icon: IconTrash,
      enabled: !busy && state !== 'running',
      run: () => commands.remove(),
    },
    ...(['csv', 'latex', 'json'] as const).map((format) => ({
      id: `export ${format}` as const,
      keys: [],
      label: `Export as ${FORMAT_LABELS[format]}`,
      icon: IconDownload,
      run: () => commands.save(format),
    })),
  ]
  return useActions('Study', actions)
}

export const FORMAT_LABELS: Readonly<Record<StudyFormat, string>> = {
  csv: 'CSV',
  latex: 'LaTeX',
  json: 'JSON',
}
