import { availableParallelism } from 'node:os'
import { threadCount } from '#shared/training/backends.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { type BackendChoice, chooseBackend } from './backends/choose.ts'
import { CHECKPOINT_SCHEDULE, type CheckpointSchedule } from './checkpoint-schedule.ts'
import { TrainingFailure } from './failure.ts'
import type { TrainingInput } from './files/run-input.ts'
import type { RunOutput } from './files/run-output.ts'
import { PauseRequested, RunControl } from './run-control.ts'
import { type Report, TrainingRun } from './training-run.ts'
import { decodeState, type TrainingState } from './training-state.ts'

type Choose = (config: Pick<TrainConfig, 'backend' | 'threads'>) => Promise<BackendChoice>

export interface TrainOptions {
  readonly schedule?: CheckpointSchedule
  /** Creates the backend, which is disposed of at the end. */
  readonly choose?: Choose
}

/**
 * Trains one model from start to finish: epochs with validation, early stopping on recall@20, one test
 * at the best epoch. The same input gives the same losses and files, bit by bit, on the same backend, thread
 * count and machine; also when it was paused or killed and continues from its checkpoint.
 *
 * @param report takes every message but `failed`
 * @param control when to stop, with the best epoch still tested and written, and when to pause
 * @throws TrainingFailure for what a person can put right; everything else is a bug
 */
export async function train(
  input: TrainingInput,
  output: RunOutput,
  report: Report,
  control: RunControl = new RunControl(),
  { schedule = CHECKPOINT_SCHEDULE, choose = chooseBackend }: TrainOptions = {},
): Promise<void> {
  const saved = await output.readCheckpoint()
  const state = saved === null ? null : decodeState(input, saved.metadata, output.checkpointFile)
  await output.recover(state === null ? null : { bestEpoch: state.progress.best?.epoch ?? null })
  const threads = state?.compute.threads ?? threadCount(input.config.threads, availableParallelism())
  const { name, backend, reason } = await (state === null
    ? choose(input.config)
    : chooseAgain(state.compute, choose))
  try {
    const run = new TrainingRun({
      input,
      output,
      compute: { name, backend, threads },
      report,
      control,
      schedule,
    })
    if (saved !== null && state !== null) await run.restore(state, saved.tensors)
    void report({
      type: 'started',
      backend: name,
      device: backend.device,
      reason,
      parameters: run.parameterCount,
      stepsPerEpoch: run.stepsPerEpoch,
      resumedFrom: state === null ? null : run.position,
    })
    for (const text of warnings(run, state, backend.device)) {
      void report({ type: 'log', level: 'warn', text })
    }
    try {
      await run.finish(await run.train())
    } catch (error) {
      if (!(error instanceof PauseRequested)) throw error
      await run.save()
      await report({ type: 'paused', ...run.position })
    }
  } finally {
    await backend.dispose()
  }
}

/** The backend that a run began on: only that one continues to the same numbers. */
async function chooseAgain(
  { backend, threads }: TrainingState['compute'],
  choose: Choose,
): Promise<BackendChoice> {
  try {
    return { ...(await choose({ backend, threads })), reason: 'the run began on it' }
  } catch (error) {
    if (!(error instanceof TrainingFailure)) throw error
    throw new TrainingFailure(
      `This run began on the backend "${backend}" and cannot go on. ${error.message}`,
      'Let it go on where that backend is usable, or start a new run.',
      { cause: error },
    )
  }
}

function warnings(run: TrainingRun, state: TrainingState | null, device: string): string[] {
  const found: string[] = []
  if (run.saturatedUsers > 0) {
    const users = run.saturatedUsers === 1 ? '1 user' : `${run.saturatedUsers} users`
    found.push(
      `${users} interacted with every item: nothing to rank there, so these pairs are not trained on.`,
    )
  }
  if (state !== null && state.compute.device !== device) {
    found.push(
      `This run began on ${state.compute.device} and goes on on ${device}: the last digits of its numbers can differ from those of a run without a break.`,
    )
  }
  return found
}
