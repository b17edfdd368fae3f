import { beforeAll, describe, expect, test } from 'vitest'
import type { chooseBackend } from './backends/choose.ts'
import { Tape } from './backends/tape.ts'
import { loadParameters } from './checkpoint.ts'
import { Interactions } from './data/interactions.ts'
import { meanNegatives } from './data/negatives.ts'
import type { TrainingInput } from './files/run-input.ts'
import type { ScoredNegatives, Trained } from './files/score-files.ts'
import { createModel } from './models/create-model.ts'
import { scoreNegatives } from './score.ts'
import { everyBackend, sharedBackend } from './testing/every-backend.ts'
import { recordOutput } from './testing/recorded-output.ts'
import { stepRng } from './testing/step-rng.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { train } from './train.ts'

/** On the reference, whatever scores afterwards. */
async function trainTiny() {
  const input = tinyWorld({ model: 'neggen', epochs: 5 })
  const output = recordOutput()
  await train(input, output, async () => {})
  const [embeddings, checkpoint] = [output.embeddingPairs.at(-1), output.checkpoints.at(-1)]
  if (embeddings === undefined || checkpoint === undefined || input.negatives === null) {
    throw new Error('The run left nothing behind.')
  }
  const trained: Trained = { checkpoint: 'best.safetensors', tensors: checkpoint.tensors, ...embeddings }
  const negatives: ScoredNegatives = meanNegatives(input.negatives, input.features)
  return { input, trained, negatives }
}

describe.each(everyBackend)('on $title', ({ name, available, create }) => {
  const shared = sharedBackend(available, create)
  const choose: typeof chooseBackend = async () => ({ name, backend: await create(), reason: 'a test' })

  let run: Awaited<ReturnType<typeof trainTiny>>
  beforeAll(async () => {
    if (available) run = await trainTiny()
  })

  /** By the loss of the training itself: of one pair, `generated negatives` is -log sigma(y(u, i) - y^-(u, i)). */
  async function hardnessByLoss({ config, ...input }: TrainingInput, item: number): Promise<number> {
    const backend = shared()
    const training = Interactions.fromPairs(input.training, input.users, input.items)
    const model = createModel(backend, { config, ...input }, training)
    loadParameters(backend, model.parameters, run.trained.tensors, 'best.safetensors')
    const owners = [...Array(input.users).keys()].filter((user) => training.itemsOf(user).includes(item))
    let sum = 0
    for (const user of owners) {
      const batch = {
        users: Int32Array.of(user),
        positives: Int32Array.of(item),
        negatives: Int32Array.of(0),
      }
      const terms = model.lossTerms(new Tape(backend), batch, stepRng)
      const term = terms.find((candidate) => candidate.name === 'generated negatives')
      if (term === undefined) throw new Error(`item ${item} has no negative`)
      const [loss = Number.NaN] = await backend.read(term.value.value)
      sum += 1 - Math.exp(-loss)
    }
    return sum / owners.length
  }

  test.skipIf(!available)("scores a run's own negatives as its training did", async () => {
    const { input, trained, negatives } = run
    const values = await scoreNegatives(input, trained, negatives, choose)
    expect(values).toHaveLength(negatives.items.length)
    for (const row of [0, 7, 19]) {
      expect(values[row]).toBeCloseTo(await hardnessByLoss(input, negatives.items[row] ?? -1), 4)
    }
    // Trained to stand below their items, but not all alike.
    expect(Math.max(...values) - Math.min(...values)).toBeGreaterThan(1e-3)
  })

  test.skipIf(!available)('takes negatives in any order, several of one item among them', async () => {
    const { input, trained, negatives } = run
    const [first, second] = await scoreNegatives(input, trained, negatives, choose)
    const order = [1, 0, 1]
    const chosen: ScoredNegatives = {
      items: Int32Array.from(order, (row) => negatives.items[row] ?? -1),
      modalities: negatives.modalities.map(({ name, negative: { cols, values } }) => ({
        name,
        negative: {
          rows: order.length,
          cols,
          values: Float32Array.from(
            order.flatMap((row) => [...values.subarray(row * cols, (row + 1) * cols)]),
          ),
        },
      })),
    }
    expect([...(await scoreNegatives(input, trained, chosen, choose))]).toEqual([second, first, second])
  })

  test.skipIf(!available)('names a checkpoint that does not fit', async () => {
    const { input, trained, negatives } = run
    const narrow = {
      items: Int32Array.of(0),
      modalities: [{ name: 'text' as const, negative: { rows: 1, cols: 2, values: new Float32Array(2) } }],
    }
    await expect(scoreNegatives(input, trained, narrow, choose)).rejects.toThrow(
      'best.safetensors: the parameter "text_projection.weights" is [5, 8], not [2, 8].',
    )
    await expect(scoreNegatives(input, { ...trained, tensors: [] }, negatives, choose)).rejects.toThrow(
      'the parameter "text_projection.weights" is missing',
    )
  })
})
