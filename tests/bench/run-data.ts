import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sampleWorld } from '#main/catalogue/sample/sample-world.ts'
import { DEFAULT_SEED } from '#shared/worlds/seed.ts'
import { type WorldInstance, worldDatasetName } from '#shared/worlds/world-instance.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'

/** A data set as a run's folder holds it, but for the configuration. */
export interface RunData extends Omit<TrainingInput, 'config' | 'negatives' | 'features'> {
  /** As the table names it. */
  readonly name: string
}

const SPLITS = ['training', 'validation', 'test'] as const

/** The movies with the split of their MMRec files where they are at hand, else the sample shop. */
export async function moviesOrSampleShop(movies: string): Promise<RunData> {
  const file = join(movies, 'mmrec', 'ml.inter')
  if (!existsSync(file)) return sampleShop()
  return { name: 'movies', ...parseInter(await readFile(file, 'utf8')) }
}

/**
 * The text of a `.inter` file of MMRec: tab separated, with a heading that names userID, itemID and x_label (0 train,
 * 1 validation, 2 test).
 * @throws Error where a column is missing or a row is not made of such numbers
 */
export function parseInter(text: string): Omit<RunData, 'name'> {
  const [heading = '', ...rows] = text.trimEnd().split(/\r?\n/)
  const columns = ['userID', 'itemID', 'x_label'].map((name) => heading.split('\t').indexOf(name))
  if (columns.includes(-1)) throw new Error(`"${heading}" does not name userID, itemID and x_label.`)
  const splits = { training: [] as number[], validation: [] as number[], test: [] as number[] }
  let users = 0
  let items = 0
  rows.forEach((row, index) => {
    const cells = row.split('\t')
    const [user = -1, item = -1, label = -1] = columns.map((column) => Number(cells[column] ?? Number.NaN))
    const split = SPLITS[label]
    if (split === undefined || !Number.isInteger(user) || !Number.isInteger(item)) {
      throw new Error(`Line ${index + 2} is not an interaction: "${row}".`)
    }
    splits[split].push(user, item)
    users = Math.max(users, user + 1)
    items = Math.max(items, item + 1)
  })
  return { users, items, ...asArrays(splits) }
}

/** Each shopper's last item is for the test, the one before for the validation. */
export function sampleShop(): RunData {
  const instance: WorldInstance = { world: { name: 'shop' }, seed: DEFAULT_SEED }
  const { items, shoppers } = sampleWorld(instance)
  const splits = { training: [] as number[], validation: [] as number[], test: [] as number[] }
  for (const { choices } of shoppers) {
    choices.forEach(({ shopper, item }, place) => {
      const fromLast = choices.length - 1 - place
      const split = fromLast === 0 ? splits.test : fromLast === 1 ? splits.validation : splits.training
      split.push(shopper, item)
    })
  }
  return {
    name: worldDatasetName(instance),
    users: shoppers.length,
    items: items.length,
    ...asArrays(splits),
  }
}

function asArrays(splits: Record<(typeof SPLITS)[number], number[]>) {
  return {
    training: Int32Array.from(splits.training),
    validation: Int32Array.from(splits.validation),
    test: Int32Array.from(splits.test),
  }
}
