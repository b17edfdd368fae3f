import { modelTraits } from '#shared/training/models/model-settings.ts'
import { chooseBackend } from './backends/choose.ts'
import { Tape } from './backends/tape.ts'
import { loadParameters } from './checkpoint.ts'
import type { Matrix } from './data/features.ts'
import { Interactions } from './data/interactions.ts'
import { meanNegatives } from './data/negatives.ts'
import { Rng } from './data/rng.ts'
import { TrainingFailure } from './failure.ts'
import type { TrainingInput } from './files/run-input.ts'
import {
  readScoredNegatives,
  readTrained,
  type ScoredNegatives,
  type Trained,
  writeHardness,
} from './files/score-files.ts'
import { hardness } from './metrics/hardness.ts'
import { createNegativeEncoder } from './models/create-model.ts'

/**
 * Scores the negatives in a folder by a run that has ended, as protocol.ts describes it.
 * @throws TrainingFailure for what a person can put right; everything else is a bug
 */
export async function scoreFolder(runFolder: string, input: TrainingInput, folder: string): Promise<void> {
  const { abilities } = modelTraits(input.config.model)
  if (input.negatives === null || !abilities.includes('score-negatives')) {
    throw new TrainingFailure(
      'This run has no causal module, so it cannot tell how hard a negative is.',
      'Train "neggen" on a snapshot, with its causal module on.',
    )
  }
  const trained = await readTrained(runFolder, input.users, input.items)
  const names = meanNegatives(input.negatives, input.features).modalities.map((modality) => modality.name)
  const negatives = await readScoredNegatives(folder, input.items, names)
  await writeHardness(folder, await scoreNegatives(input, trained, negatives))
}

/**
 * Hardness of each negative, [n].
 * @throws TrainingFailure when the checkpoint does not fit, or nobody has one of the items
 */
export async function scoreNegatives(
  { config, training, users, items }: Pick<TrainingInput, 'config' | 'training' | 'users' | 'items'>,
  trained: Trained,
  negatives: ScoredNegatives,
  choose: typeof chooseBackend = chooseBackend,
): Promise<Float32Array> {
  const values = hardness({
    users: trained.users,
    items: trained.items,
    effects: await negativeEffects(config, trained, negatives, choose),
    itemOf: negatives.items,
    training: Interactions.fromPairs(training, users, items),
  })
  const unknown = values.findIndex((value) => !Number.isFinite(value))
  if (unknown >= 0) {
    throw new TrainingFailure(`Item ${negatives.items[unknown]} has no training interactions to score by.`)
  }
  return values
}

/** z^- of each negative: [n, d]. */
async function negativeEffects(
  config: TrainingInput['config'],
  { checkpoint, tensors }: Trained,
  negatives: ScoredNegatives,
  choose: typeof chooseBackend,
): Promise<Matrix> {
  const { backend } = await choose(config)
  try {
    // The positives are not asked for; the first values are all replaced.
    const modalities = negatives.modalities.map((modality) => ({ ...modality, positive: modality.negative }))
    const rng = new Rng(config.seed, 'parameters')
    const causal = createNegativeEncoder({ backend, settings: config.model, rng, modalities })
    if (causal === null) throw new Error(`${config.model.name} cannot score negatives.`)
    loadParameters(backend, causal.parameters, tensors, checkpoint)
    const everyRow = Int32Array.from(negatives.items.keys())
    const { value } = causal.negatives(new Tape(backend), everyRow)
    return { rows: value.rows, cols: value.cols, values: await backend.read(value) }
  } finally {
    await backend.dispose()
  }
}
