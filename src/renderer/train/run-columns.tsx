import { Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { testOf, trainingSinceOf } from '#shared/runs/run-facts.ts'
import { secondsTrained } from '#shared/time-left.ts'
import { backendLabel } from '#shared/training/backends.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'
import { formatMoment, formatSeconds } from '../components/format.ts'
import { RunStateBadge } from '../components/run-states.tsx'
import type { RunColumnId } from './run-sort.ts'
import { speedOf } from './run-speed.ts'
import { useNow } from './use-now.ts'
import { useProgress } from './use-progress.ts'

/** A column beside the run's name. */
export interface RunColumn {
  readonly id: Exclude<RunColumnId, 'name'>
  readonly label: string
  readonly numeric?: true
  /** `leads`: what runs are chosen by. `muted`: what they must not be chosen by. */
  readonly weight?: 'leads' | 'muted'
  readonly cell: (run: Run) => ReactNode
}

/** In the order in which the table shows them. */
export const RUN_COLUMNS: readonly RunColumn[] = [
  { id: 'state', label: 'State', cell: ({ state }) => <RunStateBadge state={state} /> },
  { id: 'model', label: 'Model', cell: ({ config }) => modelDescriptor(config.model.name).label },
  { id: 'dataset', label: 'Data set', cell: ({ datasetName }) => datasetName },
  { id: 'snapshot', label: 'Snapshot', cell: ({ snapshotName }) => snapshotName ?? <Dash /> },
  { id: 'seed', label: 'Seed', numeric: true, cell: ({ config }) => config.seed },
  { id: 'epoch', label: 'Epoch', numeric: true, cell: ({ epoch }) => (epoch === 0 ? <Dash /> : epoch) },
  {
    id: 'validation',
    label: 'Validation Recall@20',
    numeric: true,
    weight: 'leads',
    cell: ({ validation }) => <Metric value={validation?.['recall@20']} />,
  },
  {
    id: 'test',
    label: 'Test Recall@20',
    numeric: true,
    weight: 'muted',
    cell: (run) => <Metric value={testOf(run)?.['recall@20']} />,
  },
  { id: 'trained', label: 'Trained', numeric: true, cell: (run) => <Trained run={run} /> },
  { id: 'speed', label: 'Speed', numeric: true, cell: (run) => <Speed run={run} /> },
  {
    id: 'backend',
    label: 'Backend',
    cell: ({ backend }) => (backend === null ? <Dash /> : backendLabel(backend)),
  },
  { id: 'created', label: 'Created', cell: ({ createdAt }) => formatMoment(createdAt) },
]

function Metric({ value }: { value: number | undefined }) {
  return value === undefined ? <Dash /> : value.toFixed(4)
}

function Dash() {
  return (
    <Text span c="dimmed" aria-label="none">
      –
    </Text>
  )
}

function Trained({ run }: { run: Run }) {
  const now = useNow(trainingSinceOf(run) !== null)
  const seconds = secondsTrained(run, now)
  return seconds === 0 ? <Dash /> : formatSeconds(seconds)
}

function Speed({ run }: { run: Run }) {
  const speed = speedOf(run, useProgress(run))
  return speed === null ? <Dash /> : speed
}
