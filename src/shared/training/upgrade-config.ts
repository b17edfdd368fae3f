import { z } from 'zod'
import { TrainConfig } from './config.ts'

/** Of the JSON that configurations are stored as. Version 1 did not say its number. */
const VERSION = 5

/** Each takes a stored configuration of its place's version, 1 first, to the next version. */
const UPGRADES: readonly ((stored: Record<string, unknown>) => Record<string, unknown>)[] = [
  separateParts,
  keepMeaning,
  nameOptimizer,
  keepReader,
]

/**
 * Configurations as they are stored: in a run's row, its run.json and its checkpoint. What an older version of the
 * studio wrote is upgraded as it is read; the stored JSON stays as it is.
 */
export const StoredTrainConfig = z.record(z.string(), z.unknown()).transform(upgrade).pipe(TrainConfig)

/** What is stored of a configuration. */
export function storedConfig(config: TrainConfig): Record<string, unknown> {
  return { version: VERSION, ...config }
}

function upgrade(stored: Record<string, unknown>, context: z.RefinementCtx): Record<string, unknown> {
  const { version = 1, ...config } = stored
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > VERSION) {
    const message = `A newer version of the studio wrote these settings (version ${String(version)}): open the run there.`
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  return UPGRADES.slice(version - 1).reduce((older, toNext) => toNext(older), config)
}

const COMMON_1 = [
  'backend',
  'threads',
  'seed',
  'epochs',
  'batchSize',
  'learningRate',
  'patience',
  'evaluateEvery',
]
const EMBEDDING_1 = ['dimensions', 'regularization']
const NEGGEN_1 = ['lambda', 'alpha', 'tau', 'heads', 'causal', 'alignment', 'sampledNegative', 'modalities']
const OWN_1: Readonly<Record<string, readonly string[]>> = {
  popularity: [],
  'bpr-mf': EMBEDDING_1,
  lightgcn: [...EMBEDDING_1, 'layers'],
  neggen: [...EMBEDDING_1, 'layers', ...NEGGEN_1],
}

/** 1 to 2: every run had the settings of all models side by side; now a model and a sampler have their own. */
function separateParts(flat: Record<string, unknown>): Record<string, unknown> {
  const pick = (keys: readonly string[]) =>
    Object.fromEntries(keys.flatMap((key) => (key in flat ? [[key, flat[key]]] : [])))
  const { model, sampler = 'uniform' } = flat
  return {
    ...pick(COMMON_1),
    model: { name: model, ...pick(OWN_1[String(model)] ?? []) },
    sampler: model === 'popularity' ? null : { name: sampler },
  }
}

/**
 * 2 to 3: runs stopped by their single validations alone, however early, and NegGen without its causal module was
 * LightGCN.
 */
function keepMeaning(config: Record<string, unknown>): Record<string, unknown> {
  return { ...config, minimumEpochs: 0, validationWindow: 1, model: asItWas(config.model) }
}

function asItWas(model: unknown): unknown {
  const neggen = z.looseObject({ name: z.literal('neggen'), causal: z.literal(false) }).safeParse(model)
  if (!neggen.success) return model
  const { dimensions, regularization, layers } = neggen.data
  return { name: 'lightgcn', dimensions, regularization, layers }
}

/** 3 to 4: every run that was trained used Adam; now it says so. */
function nameOptimizer(config: Record<string, unknown>): Record<string, unknown> {
  const untrained = z.object({ name: z.literal('popularity') }).safeParse(config.model).success
  return { ...config, optimizer: untrained ? null : { name: 'adam' } }
}

/** 4 to 5: the attribute reader learned from the curated texts alone. */
function keepReader(config: Record<string, unknown>): Record<string, unknown> {
  const content = z.looseObject({ ridge: z.number() }).safeParse(config.model)
  return content.success ? { ...config, model: { ...content.data, selfTraining: 0 } } : config
}
