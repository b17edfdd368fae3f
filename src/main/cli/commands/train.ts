import { z } from 'zod'
import { trainability } from '#shared/runs/trainable.ts'
import type { ModelName, OptimizerName, SamplerName, TrainConfig } from '#shared/training/config.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, type Session, snapshotNamed } from '../session.ts'
import { readJson } from '../typed-files.ts'
import { type Assignment, trainConfig } from '../values.ts'
import { followRun } from './follow-run.ts'

export interface TrainOptions {
  dataset: string
  model: ModelName
  sampler?: SamplerName
  optimizer?: OptimizerName
  snapshot?: string
  epochs?: number
  seed?: number
  backend?: TrainConfig['backend']
  set?: Assignment[]
  config?: string
}

/** `train`: a line an epoch, then the result. Ctrl-C pauses the run, and `resume` continues it. */
export async function train(session: Session, options: TrainOptions): Promise<void> {
  const { client, output } = session
  const { threads } = await client.system.settings()
  const config = readConfig(session, options, { threads })
  const dataset = await datasetNamed(client, options.dataset)
  const { shortcoming } = trainability(dataset)
  const frozen =
    options.snapshot === undefined
      ? {}
      : { snapshot: (await snapshotNamed(client, dataset, options.snapshot)).id }
  if (shortcoming !== null) output.message(shortcoming)
  const { id } = await client.runs.create({ dataset: dataset.id, config, ...frozen })
  await followRun(session, id, 0)
}

/** What a flag says stands above --set, that above the file, and that above the workspace's settings. */
function readConfig(
  session: Session,
  options: TrainOptions,
  settings: Pick<TrainConfig, 'threads'>,
): TrainConfig {
  const { model, sampler, optimizer, epochs, seed, backend } = options
  const file = options.config === undefined ? {} : readConfigFile(session.path(options.config))
  const set = Object.fromEntries((options.set ?? []).map(({ key, value }) => [key, value]))
  return trainConfig(settings, file, set, { model, sampler, optimizer, epochs, seed, backend })
}

function readConfigFile(file: string): Record<string, unknown> {
  const parsed = z.record(z.string(), z.unknown()).safeParse(readJson(file))
  if (parsed.success) return parsed.data
  throw new UsageError(`${file} must hold one JSON object of settings.`)
}
