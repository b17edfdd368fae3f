import { METRIC_KEYS } from '#shared/training/metrics.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import { Interactions } from '#trainer/data/interactions.ts'
import { type Evaluation, evaluate } from '#trainer/metrics/evaluate.ts'
import { createBaby, DIMENSIONS } from '../baby.ts'
import { createContender } from '../contender.ts'
import { GOALS } from '../goals.ts'
import { MatrixProduct } from '../matrix-product.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, roundOf, summarize } from '../rounds.ts'
import { type Settings, threadsInWords } from '../settings.ts'

/** Users whose lists are held against the scores of the matrix product. */
const CHECKED_USERS = 200
const LIST_LENGTH = 50

/**
 * Ranking all items for all users, from the embeddings to the metrics, against one dense product that gives the
 * same scores and does nothing with them.
 *
 * @throws Error where the lists are not those of these scores
 */
export async function measureEvaluation({ threads, rounds }: Settings): Promise<Line[]> {
  const baby = createBaby()
  const { training } = baby
  const { users, items } = training
  const heldOut = Interactions.fromPairs(baby.heldOut, users, items)
  const backend = await WasmBackend.create({ threads })
  const { model } = createContender(backend, 'lightgcn', training)
  const embeddings = model.embeddings()
  const product = await MatrixProduct.create(
    await backend.read(embeddings.users),
    transposed(await backend.read(embeddings.items), items, DIMENSIONS),
    [users, DIMENSIONS, items],
    threads,
  )
  const first = await milliseconds(() => product.intoFreshMemory())
  const rank = (items: Interactions) => evaluate(backend, embeddings, items, training)
  await checkLists(await product.intoSameMemory(), training, rank)
  const turns = {
    same: async () => roundOf([await milliseconds(() => product.intoSameMemory())]),
    ours: async () => roundOf([await milliseconds(() => rank(heldOut))]),
    fresh: async () => roundOf([await milliseconds(() => product.intoFreshMemory())]),
  }
  await alternate(1, turns)
  const { ours, same, fresh } = await alternate(rounds, turns)
  await product.dispose()
  await backend.dispose()
  const value = { name: 'evaluation', unit: 'ms', summary: summarize(ours) }
  const against = (memory: string, goal: number | null, rounds: typeof same, notes: string[]): Line => ({
    row: 'evaluation',
    what: `all users, top ${LIST_LENGTH}, against one MatMul into ${memory}`,
    unit: 'x',
    goal,
    outcome: {
      state: 'measured',
      ...quotient(ours, rounds),
      value,
      baseline: { name: 'MatMul', unit: 'ms', summary: summarize(rounds) },
      notes,
    },
  })
  const size = `[${users}, ${DIMENSIONS}] times [${DIMENSIONS}, ${items}], ${threadsInWords(threads)}`
  return [
    against('the same memory', GOALS.evaluation, same, [
      `${size}; propagating the embeddings is not part of either side`,
    ]),
    against('fresh memory', null, fresh, [`the very first product took ${first.toFixed(0)} ms`]),
  ]
}

/** Holds out what stands at place 41 or 61 by the product's scores: the former must be found in the first 50. */
async function checkLists(
  scores: Float32Array,
  training: Interactions,
  rank: (heldOut: Interactions) => Promise<Evaluation>,
): Promise<void> {
  const pairs = Array.from({ length: CHECKED_USERS }, (_, user) => {
    const own = scores.slice(user * training.items, (user + 1) * training.items)
    for (const item of training.itemsOf(user)) own[item] = Number.NEGATIVE_INFINITY
    const best = [...own.keys()].sort((a, b) => (own[b] ?? 0) - (own[a] ?? 0))
    return [user, best[user % 2 === 0 ? 40 : 60] ?? 0]
  })
  const heldOut = Interactions.fromPairs(Int32Array.from(pairs.flat()), training.users, training.items)
  const { perUser } = await rank(heldOut)
  const hit = METRIC_KEYS.indexOf(`hitrate@${LIST_LENGTH}`)
  for (let user = 0; user < CHECKED_USERS; user++) {
    const found = perUser[user * METRIC_KEYS.length + hit] === 1
    if (found !== (user % 2 === 0)) {
      throw new Error(`The evaluation ranks for user ${user} by other scores than the matrix product's.`)
    }
  }
}

function transposed(values: Float32Array, rows: number, cols: number): Float32Array {
  return Float32Array.from(
    { length: rows * cols },
    (_, k) => values[(k % rows) * cols + Math.floor(k / rows)] ?? 0,
  )
}

async function milliseconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}
