import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import type { Matrix } from '#trainer/data/features.ts'
import type { Interactions } from '#trainer/data/interactions.ts'
import { Rng } from '#trainer/data/rng.ts'
import type { Batch } from '#trainer/data/triplet-loader.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'
import { createBaby, fullBatches } from '../baby.ts'
import { createContender, timedSteps } from '../contender.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'

/** What the studio's text encoder gives. */
const FEATURES = 384
const STEPS = 20
const WARM_UP_STEPS = 80

/** NegGen's step with two modalities against LightGCN's in the same process, for few and for all items with a negative. */
export async function measureNegGen(settings: Settings): Promise<Line[]> {
  const { training } = createBaby()
  const batches = await fullBatches(training, STEPS)
  const lines: Line[] = []
  for (const count of [training.items, 1000]) {
    lines.push(await measureWith(count, training, batches, settings))
  }
  return lines
}

async function measureWith(
  count: number,
  training: Interactions,
  batches: readonly Batch[],
  { threads, rounds }: Settings,
): Promise<Line> {
  const backend = await WasmBackend.create({ threads })
  const contenders = {
    lightgcn: createContender(backend, 'lightgcn', training),
    neggen: createContender(backend, 'neggen', training, negativesOf(count, training.items)),
  }
  const take = async (name: keyof typeof contenders) =>
    roundOf((await timedSteps(backend, contenders[name], batches)).times)
  const turns = { lightgcn: () => take('lightgcn'), neggen: () => take('neggen') }
  await alternate(WARM_UP_STEPS / STEPS, turns)
  const { lightgcn, neggen } = await alternate(rounds, turns)
  await backend.dispose()
  const which = count === training.items ? 'every item has' : `${count} of ${training.items} items have`
  return {
    row: 'neggen',
    what: `step against LightGCN's, ${which} a negative`,
    unit: 'x',
    goal: GOALS.negGenStep,
    outcome: {
      state: 'measured',
      ...quotient(neggen, lightgcn),
      value: { name: 'NegGen', unit: 'ms', summary: summarize(neggen) },
      baseline: { name: 'LightGCN', unit: 'ms', summary: summarize(lightgcn) },
      notes: [`two modalities of ${FEATURES} features; a batch has ${itemsInNeed(batches)} distinct items`],
    },
  }
}

/** How many of them a batch's positives and sampled negatives are, on average. */
function itemsInNeed(batches: readonly Batch[]): number {
  const counts = batches.map(({ positives, negatives }) => new Set([...positives, ...negatives]).size)
  return Math.round(counts.reduce((sum, count) => sum + count, 0) / counts.length)
}

/** Random features for `count` random items. */
function negativesOf(count: number, items: number): Pick<TrainingInput, 'negatives' | 'features'> {
  const generator = new Rng(1, 'negatives of the benchmark')
  const all = Int32Array.from({ length: items }, (_, item) => item)
  generator.shuffle(all)
  const matrix = (): Matrix => ({
    rows: count,
    cols: FEATURES,
    values: Float32Array.from({ length: count * FEATURES }, () => generator.uniform(-0.1, 0.1)),
  })
  return {
    negatives: { items: all.subarray(0, count).sort(), labels: null },
    features: {
      text_positive: matrix(),
      text_negative: matrix(),
      image_positive: matrix(),
      image_negative: matrix(),
    },
  }
}
