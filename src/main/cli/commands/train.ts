import { z } from 'zod'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { ModelName, SamplerName, TrainConfig } from '#shared/training/config.ts'
import { Interrupted, UsageError } from '../failure.ts'
import { followUntil } from '../follow.ts'
import { datasetNamed, type Session, snapshotNamed } from '../session.ts'
import { figure } from '../terminal.ts'
import { type Assignment, trainConfig } from '../values.ts'
import { readJson } from './review.ts'

export interface TrainOptions {
  dataset: string
  model: ModelName
  sampler?: SamplerName
  snapshot?: string
  epochs?: number
  seed?: number
  backend?: TrainConfig['backend']
  set?: Assignment[]
  config?: string
}

/** `train`: a line an epoch, then the result. Ctrl-C stops after the step in flight and still tests the best epoch. */
export async function train(session: Session, options: TrainOptions): Promise<void> {
  const { client, output } = session
  const { threads } = await client.system.settings()
  const config = readConfig(session, options, { threads })
  const dataset = await datasetNamed(client, options.dataset)
  const frozen =
    options.snapshot === undefined
      ? {}
      : { snapshot: (await snapshotNamed(client, dataset, options.snapshot)).id }
  const { id } = await client.runs.create({ dataset: dataset.id, config, ...frozen })
  const ended = await follow(session, id)
  if (ended.state === 'failed') {
    throw new ExpectedError('CONFLICT', ended.error ?? `Run ${id} failed; its log says why.`)
  }
  output.result(runResult(ended), () => summary(ended))
  if (session.interrupted.aborted) throw new Interrupted()
}

/** What a flag says stands above --set, that above the file, and that above the workspace's settings. */
function readConfig(
  session: Session,
  options: TrainOptions,
  settings: Pick<TrainConfig, 'threads'>,
): TrainConfig {
  const { model, sampler, epochs, seed, backend } = options
  const file = options.config === undefined ? {} : readConfigFile(session.path(options.config))
  const set = Object.fromEntries((options.set ?? []).map(({ key, value }) => [key, value]))
  return trainConfig(settings, file, set, { model, sampler, epochs, seed, backend })
}

function readConfigFile(file: string): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(readJson(file))
  if (parsed.success) return parsed.data
  throw new UsageError(`${file} must hold one JSON object of settings.`)
}

async function follow({ client, output, interrupted }: Session, run: RunId): Promise<Run> {
  const stop = () => {
    output.message('Stopping; the best epoch is tested …')
    void client.runs.stop({ run }).catch(() => undefined)
  }
  interrupted.addEventListener('abort', stop, { once: true })
  if (interrupted.aborted) stop()
  let newest = 0
  const tellEpochs = async () => {
    for (const { epoch, loss, seconds, validation } of await client.runs.epochs({ run, after: newest })) {
      newest = epoch
      const line = validation === null ? { epoch, loss, seconds } : { epoch, loss, seconds, validation }
      output.result(line, () =>
        [
          `epoch ${epoch}`,
          `loss ${figure(loss)}`,
          `${figure(seconds)} s`,
          ...(validation === null ? [] : [`recall@20 ${figure(validation['recall@20'])}`]),
        ].join('  '),
      )
    }
  }
  try {
    return await followUntil(
      client,
      (event) =>
        (event.topic === 'run' && event.run.id === run) || (event.topic === 'run-epoch' && event.run === run),
      async () => {
        // The state is read first, so that no epoch can come between its end and the last look.
        const now = await client.runs.get({ run })
        await tellEpochs()
        return now.state === 'queued' || now.state === 'running' ? null : now
      },
    )
  } finally {
    interrupted.removeEventListener('abort', stop)
  }
}

/** A finished run as scripts read it. */
export function runResult(run: Run) {
  return {
    run: run.id,
    state: run.state,
    model: run.config.model,
    backend: run.backend,
    device: run.device,
    epochs: run.epoch,
    bestEpoch: run.bestEpoch,
    secondsPerEpoch: run.secondsPerEpoch,
    test: run.test,
  }
}

function summary(run: Run): string {
  const test = ['recall@20', 'ndcg@20'].map((key) => `${key} ${figure(run.test?.[key]) ?? '-'}`)
  return `run ${run.id} ${run.state}: best epoch ${run.bestEpoch ?? '-'} of ${run.epoch}, ${figure(run.secondsPerEpoch) ?? '-'} s an epoch on ${run.device ?? '-'}; test ${test.join(', ')}`
}
