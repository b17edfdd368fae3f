import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { askTrainer } from '#main/runs/ask-trainer.ts'
import { asFloat32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'

/** Row-major. */
interface Rows {
  readonly rows: number
  readonly cols: number
  readonly values: Float32Array
}

/** What the reader is taught with, and what it is to read. */
export interface DoubtQuestion {
  /** [items, f] */
  readonly items: Rows
  /** Row of the item of each curated negative. */
  readonly negativeItems: Int32Array
  /** [negatives, f] */
  readonly negatives: Rows
  readonly labels: AttributeLabels
}

/**
 * How unsure the attribute reader is of each item: [items]. A trainer process computes it, as protocol.ts lays it out, so that the engine
 * goes on answering.
 * @throws Error with what the trainer said, unless it ended well; the signal's reason once it is aborted
 */
export async function measureDoubts(
  trainerEntry: string,
  { items, negativeItems, negatives, labels }: DoubtQuestion,
  signal: AbortSignal,
): Promise<Float32Array> {
  const folder = await mkdtemp(join(tmpdir(), 'neggen-doubt-'))
  try {
    const matrix = (name: string, { rows, cols, values }: Rows) =>
      writeFile(join(folder, name), encodeNpy(values, [rows, cols]))
    await matrix('item_text.npy', items)
    await matrix('text_negative.npy', negatives)
    await writeFile(join(folder, 'negative_items.npy'), encodeNpy(negativeItems, [negativeItems.length]))
    await writeFile(join(folder, 'attribute_labels.json'), JSON.stringify(labels))
    const task = { name: 'doubt', folder } as const
    await askTrainer({ entry: trainerEntry, folder: null, task, backends: null }, signal)
    const file = join(folder, 'doubt.npy')
    const { rows, cols, data } = asFloat32Matrix(decodeNpy(await readFile(file), file), file)
    if (rows !== items.rows || cols !== 1) {
      throw new Error(`${file}: ${rows} x ${cols} values for ${items.rows} items.`)
    }
    return data
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
