import { join } from 'node:path'
import { asInt32List, asInt32Matrix } from '#shared/files/npy.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { FEATURES, type FeatureName, MODALITIES } from '#shared/training/features.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import { RunInput } from '#shared/training/protocol.ts'
import type { Features, Matrix } from '../data/features.ts'
import type { Negatives } from '../data/negatives.ts'
import { TrainingFailure } from '../failure.ts'
import { checkIndex, readArray, readMatrix } from './arrays.ts'
import { readLabels } from './attribute-labels.ts'
import { readJson } from './json.ts'

/** A run's input in memory, checked. */
export interface TrainingInput {
  readonly config: TrainConfig
  readonly users: number
  readonly items: number
  /** Each split: user, item, user, item, ...; indices in range; at least one pair but for the test. */
  readonly training: Int32Array
  readonly validation: Int32Array
  readonly test: Int32Array
  /** Null unless the run has negatives and its model learns from them. */
  readonly negatives: Negatives | null
  /** The matrices that the model learns from; those over negatives only where there are negatives. */
  readonly features: Features
}

/**
 * Reads and checks `input/` of a run's folder, as protocol.ts describes it.
 * @throws TrainingFailure that names the file and what is wrong with it
 */
export async function readRunInput(folder: string): Promise<TrainingInput> {
  const input = join(folder, 'input')
  const { config, users, items, negatives } = await readJson(join(input, 'run.json'), RunInput)
  const pairs = (split: Split) => readPairs(join(input, `${split}.npy`), split, users, items)
  const { needs } = modelTraits(config.model)
  const used = needs.negatives === 'none' ? 0 : negatives
  return {
    config,
    users,
    items,
    training: await pairs('train'),
    validation: await pairs('validation'),
    test: await pairs('test'),
    negatives: used > 0 ? await readNegatives(input, items, negatives, needs.attributes === true) : null,
    features: await readFeatures(input, needs.features, { items, negatives: used }),
  }
}

type Split = 'train' | 'validation' | 'test'

async function readPairs(file: string, split: Split, users: number, items: number): Promise<Int32Array> {
  const { rows, cols, data } = await readArray(file, asInt32Matrix)
  if (cols !== 2) throw new TrainingFailure(`${file}: expected 2 columns (user, item), found ${cols}.`)
  if (rows === 0 && split !== 'test') {
    const part = split === 'train' ? 'training' : split
    throw new TrainingFailure(
      `The data set has no ${part} interactions.`,
      'Import it with a split that leaves some in this part.',
    )
  }
  for (let row = 0; row < rows; row++) {
    checkIndex(file, row, 'user', data[2 * row], users)
    checkIndex(file, row, 'item', data[2 * row + 1], items)
  }
  return data
}

/** @param count how many run.json says there are */
async function readNegatives(
  input: string,
  items: number,
  count: number,
  labelled: boolean,
): Promise<Negatives> {
  const file = join(input, 'negative_items.npy')
  const list = await readArray(file, asInt32List)
  if (list.length !== count) {
    throw new TrainingFailure(`${file}: ${list.length} items, but run.json says ${count} negatives.`)
  }
  list.forEach((item, row) => {
    checkIndex(file, row, 'item', item, items)
    if (row > 0 && item < (list[row - 1] ?? 0)) {
      throw new TrainingFailure(`${file}: the items are not ascending at row ${row}.`)
    }
  })
  return {
    items: list,
    labels: labelled
      ? await readLabels(join(input, 'attribute_labels.json'), { count, said: 'run.json' })
      : null,
  }
}

/**
 * Those of the named matrices that this run can have: without negatives, the ones over items.
 * @param counts rows, as run.json says
 */
async function readFeatures(
  input: string,
  names: readonly FeatureName[],
  counts: Readonly<Record<'items' | 'negatives', number>>,
): Promise<Features> {
  const features: Partial<Record<FeatureName, Matrix>> = {}
  for (const name of names) {
    const { rows } = FEATURES[name]
    if (rows === 'negatives' && counts.negatives === 0) continue
    features[name] = await readMatrix(featureFile(input, name), {
      count: counts[rows],
      of: rows,
      said: 'run.json',
    })
  }
  for (const modality of MODALITIES) {
    const [positive, negative] = [features[`${modality}_positive`], features[`${modality}_negative`]]
    if (positive !== undefined && negative !== undefined && positive.cols !== negative.cols) {
      throw new TrainingFailure(
        `${featureFile(input, `${modality}_negative`)}: ${negative.cols} features per row, but ${modality}_positive.npy has ${positive.cols}.`,
        'Encode positives and negatives with the same encoder.',
      )
    }
  }
  return features
}

function featureFile(input: string, name: FeatureName): string {
  return join(input, `${name}.npy`)
}
