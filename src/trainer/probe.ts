import { join } from 'node:path'
import type { NamedTensor } from '#shared/files/safetensors.ts'
import type { FeatureName } from '#shared/training/features.ts'
import { modelDescriptor, probedFeatures } from '#shared/training/models/model-settings.ts'
import type { Backend } from './backends/backend.ts'
import { chooseBackend } from './backends/choose.ts'
import { loadParameters } from './checkpoint.ts'
import type { Features, Matrix } from './data/features.ts'
import { Interactions } from './data/interactions.ts'
import { TrainingFailure } from './failure.ts'
import { type Counterfactuals, readCounterfactuals, writeEffects } from './files/probe-files.ts'
import type { TrainingInput } from './files/run-input.ts'
import { readTensors } from './files/score-files.ts'
import { createModel } from './models/create-model.ts'

/**
 * Probes a run that has ended by the counterfactuals in a folder, as protocol.ts describes it.
 * @throws TrainingFailure for what a person can put right; everything else is a bug
 */
export async function probeFolder(runFolder: string, input: TrainingInput, folder: string): Promise<void> {
  const checkpoint = join(runFolder, 'output', 'best.safetensors')
  const learned = { checkpoint, tensors: await readTensors(checkpoint) }
  const counterfactuals = await readCounterfactuals(folder, input.items)
  const { backend } = await chooseBackend(input.config)
  try {
    await writeEffects(folder, await probeEffects(backend, input, learned, counterfactuals))
  } finally {
    await backend.dispose()
  }
}

/** The parameters of a run. */
export interface Learned {
  /** Where they come from, for what is said when they do not fit. */
  readonly checkpoint: string
  readonly tensors: readonly NamedTensor[]
}

/**
 * What the model's scores owe to an item being as it is: score(u, i) less the score with the counterfactual in the place of the item's
 * content. Only the content is exchanged: the model is made of it once more, with all that it has learned, so that whatever the
 * graph carries from item to user and back is in the effect.
 *
 * @returns [counterfactuals, users]
 * @throws TrainingFailure when the scores depend on no text, or the parameters do not fit
 */
export async function probeEffects(
  backend: Backend,
  input: TrainingInput,
  learned: Learned,
  counterfactuals: Counterfactuals,
): Promise<Matrix> {
  const { config, users, items } = input
  const probed = probedFeatures(config.model)
  if (probed.length === 0) {
    throw new TrainingFailure(
      `The scores of ${modelDescriptor(config.model.name).label} with these settings depend on no text, so there is nothing to probe.`,
      'Train a model that reads the texts of items, such as "content-lightgcn".',
    )
  }
  const training = Interactions.fromPairs(input.training, users, items)
  const scoresWith = (features: Features, chosen: Int32Array) =>
    scoresOf(backend, { ...input, features }, training, learned, chosen)

  const factual = await scoresWith(input.features, counterfactuals.items)
  const effects = new Float32Array(counterfactuals.items.length * users)
  for (const [row, item] of counterfactuals.items.entries()) {
    const replaced = withContent(input, probed, item, counterfactuals, row)
    const scores = await scoresWith(replaced, Int32Array.of(item))
    for (let user = 0; user < users; user++) {
      effects[row * users + user] = (factual[row * users + user] ?? 0) - (scores[user] ?? 0)
    }
  }
  return { rows: counterfactuals.items.length, cols: users, values: effects }
}

/** The scores of some items for all users, an item after another: [items, users]. */
async function scoresOf(
  backend: Backend,
  input: Pick<TrainingInput, 'config' | 'negatives' | 'features'>,
  training: Interactions,
  { checkpoint, tensors }: Learned,
  chosen: Int32Array,
): Promise<Float32Array> {
  const mark = backend.mark()
  try {
    const model = createModel(backend, input, training)
    loadParameters(backend, model.parameters, tensors, checkpoint)
    const { users, items } = model.embeddings()
    const rows = backend.gather(items, backend.uploadIndices(chosen))
    return await backend.read(backend.matmul(rows, users, { b: true }))
  } finally {
    backend.release(mark)
  }
}

/** The matrices of a run with a counterfactual in the place of what an item is like. */
function withContent(
  { features, negatives }: Pick<TrainingInput, 'features' | 'negatives'>,
  probed: readonly FeatureName[],
  item: number,
  { text, visual }: Counterfactuals,
  row: number,
): Features {
  const replaced: Partial<Record<FeatureName, Matrix>> = { ...features }
  for (const name of probed) {
    const matrix = features[name]
    if (matrix === undefined) continue
    const source = name === 'image_positive' ? visual : text
    if (matrix.cols !== source.cols) {
      throw new TrainingFailure(
        `The counterfactuals have ${source.cols} features per row, but ${name}.npy has ${matrix.cols}.`,
        'Encode them with the encoder of the run.',
      )
    }
    const values = matrix.values.slice()
    const vector = source.values.subarray(row * source.cols, (row + 1) * source.cols)
    for (const place of placesOf(name, item, negatives?.items)) values.set(vector, place * matrix.cols)
    replaced[name] = { ...matrix, values }
  }
  return replaced
}

/** The rows of a matrix that are of an item: one of the items' matrices, one for each of its negatives of the others. */
function placesOf(name: FeatureName, item: number, negativeItems: Int32Array | undefined): number[] {
  if (name === 'item_text') return [item]
  return [...(negativeItems ?? [])].flatMap((owner, place) => (owner === item ? [place] : []))
}
