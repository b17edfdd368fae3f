import { join } from 'node:path'
import type { Backend } from '#trainer/backends/backend.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import { normalizedAdjacency } from '#trainer/data/adjacency.ts'
import type { Batch } from '#trainer/data/triplet-loader.ts'
import { type Baby, createBaby, fullBatches } from '../baby.ts'
import { CLimit, LIMIT_LOSSES, LIMIT_WARM_UP } from '../c-limit.ts'
import { createContender, type TimedSteps, timedSteps } from '../contender.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, roundOf, summarize } from '../rounds.ts'
import { type Settings, threadsInWords } from '../settings.ts'

/** V8 recompiles the hot paths within the first hundred steps. */
const WARM_UP_ROUNDS = 3
const LOSS_TOLERANCE = 1e-4
const BATCHES = 40

/**
 * The step on the wasm backend against the limit in C: the same graph, first embeddings and batches, and each round
 * of both starts from these again.
 *
 * @throws Error where the two do not compute the same losses
 */
export async function measureAgainstC(
  model: 'lightgcn' | 'bpr-mf',
  { threads, rounds, limit, folder }: Settings,
): Promise<Line[]> {
  const baby = createBaby()
  const { training, embeddings } = baby
  const batches = await fullBatches(training, BATCHES)
  const graph = normalizedAdjacency(training)
  const data = { graph, embeddings, batches, users: training.users }
  const c = await CLimit.build(limit, join(folder, 'limit'), threads, data)
  const backend = await WasmBackend.create({ threads })
  for (let round = 0; round < WARM_UP_ROUNDS; round++) await freshSteps(backend, model, baby, batches)
  let expected: readonly number[] = []
  let difference = 0
  const { ours, theirs } = await alternate(rounds, {
    theirs: async () => {
      const { round, losses } = await c.run(model)
      expected = losses
      return round
    },
    ours: async () => {
      const { times, losses } = await freshSteps(backend, model, baby, batches)
      difference = Math.max(difference, largestDifference(losses, expected))
      return roundOf(times.slice(LIMIT_WARM_UP))
    },
  })
  await backend.dispose()
  if (!(difference <= LOSS_TOLERANCE)) {
    throw new Error(`The losses differ from those of the limit in C by ${difference.toExponential(1)}.`)
  }
  return [
    {
      row: model,
      what: `step, wasm, ${threadsInWords(threads)}, against C on as many`,
      unit: 'x',
      goal: model === 'lightgcn' ? GOALS.lightgcnStep : GOALS.bprMfStep,
      outcome: {
        state: 'measured',
        ...quotient(ours, theirs),
        value: { name: 'wasm', unit: 'ms', summary: summarize(ours) },
        baseline: { name: 'C', unit: 'ms', summary: summarize(theirs) },
        notes: [
          `losses agree with C's to ${difference.toExponential(1)} over ${BATCHES} steps; the step is whole, from the upload of the batch to the loss`,
        ],
      },
    },
  ]
}

async function freshSteps(
  backend: Backend,
  name: 'lightgcn' | 'bpr-mf',
  { training, embeddings }: Baby,
  batches: readonly Batch[],
): Promise<TimedSteps> {
  const mark = backend.mark()
  const contender = createContender(backend, name, training)
  const [table, ...others] = contender.model.parameters
  if (table === undefined || others.length > 0) throw new Error(`${name} is not one table of embeddings.`)
  backend.write(table.value, embeddings)
  const steps = await timedSteps(backend, contender, batches)
  backend.release(mark)
  return steps
}

function largestDifference(own: readonly number[], limit: readonly number[]): number {
  const differences = LIMIT_LOSSES.map((step, index) => {
    const expected = limit[index] ?? Number.NaN
    return Math.abs((own[step] ?? Number.NaN) - expected) / Math.abs(expected)
  })
  return Math.max(...differences)
}
