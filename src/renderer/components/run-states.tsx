import { Loader } from '@mantine/core'
import { IconAlertTriangle, IconCheck, IconClock, IconPlayerPause, IconPlayerStop } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { RunState } from '#shared/contract/runs.ts'
import { type Tone, ToneBadge } from './tone-badge.tsx'

export const RUN_STATES: Readonly<Record<RunState, { label: string; tone: Tone; icon: ReactNode }>> = {
  queued: { label: 'Queued', tone: 'gray', icon: <IconClock size={12} aria-hidden /> },
  running: { label: 'Running', tone: 'iris', icon: <Loader size={10} color="currentColor" aria-hidden /> },
  paused: { label: 'Paused', tone: 'yellow', icon: <IconPlayerPause size={12} aria-hidden /> },
  finished: { label: 'Finished', tone: 'teal', icon: <IconCheck size={12} aria-hidden /> },
  stopped: { label: 'Stopped', tone: 'gray', icon: <IconPlayerStop size={12} aria-hidden /> },
  failed: { label: 'Failed', tone: 'red', icon: <IconAlertTriangle size={12} aria-hidden /> },
}

/** A run's state by word, colour and sign. */
export function RunStateBadge({ state }: { state: RunState }) {
  const { label, tone, icon } = RUN_STATES[state]
  return (
    <ToneBadge tone={tone} leftSection={icon} miw="max-content">
      {label}
    </ToneBadge>
  )
}
