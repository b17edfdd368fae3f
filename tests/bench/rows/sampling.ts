import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import { Rng } from '#trainer/data/rng.ts'
import { createSampler } from '#trainer/samplers/create-sampler.ts'
import { noScores } from '#trainer/testing/no-scores.ts'
import { createBaby, fullBatches } from '../baby.ts'
import { createContender, timedSteps } from '../contender.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, type Round, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'

const STEPS = 20
const WARM_UP_STEPS = 80
const MODELS = { lightgcn: 'LightGCN', 'bpr-mf': 'BPR-MF' } as const
type ModelName = keyof typeof MODELS
const SAMPLERS = ['uniform', 'popularity'] as const

/** Drawing a batch's negatives, for each sampler that does not look at the model, as a share of a training step. */
export async function measureSampling({ threads, rounds }: Settings): Promise<Line[]> {
  const { training } = createBaby()
  const batches = await fullBatches(training, STEPS)
  const backend = await WasmBackend.create({ threads })
  const turns: Record<string, () => Promise<Round>> = {}
  for (const name of ['lightgcn', 'bpr-mf'] as const) {
    const contender = createContender(backend, name, training)
    turns[name] = async () => roundOf((await timedSteps(backend, contender, batches)).times)
  }
  for (const name of SAMPLERS) {
    const sampler = createSampler({ name }, training, new Rng(1, 'negatives'))
    turns[name] = async () => {
      const times: number[] = []
      for (const batch of batches) {
        const start = performance.now()
        await sampler.negatives(batch, noScores)
        times.push(performance.now() - start)
      }
      return roundOf(times)
    }
  }
  await alternate(WARM_UP_STEPS / STEPS, turns)
  const results = await alternate(rounds, turns)
  await backend.dispose()
  const roundsOf = (name: string) => results[name] ?? []
  return SAMPLERS.flatMap((sampler) =>
    (['lightgcn', 'bpr-mf'] as const).map((model) =>
      line(sampler, model, roundsOf(sampler), roundsOf(model)),
    ),
  )
}

function line(
  sampler: (typeof SAMPLERS)[number],
  model: ModelName,
  drawing: readonly Round[],
  step: readonly Round[],
): Line {
  const { figure, spread } = quotient(drawing, step)
  return {
    row: 'sampling',
    what: `${sampler}, a batch's negatives, share of ${MODELS[model]}'s step`,
    unit: '%',
    goal: GOALS.sampling,
    outcome: {
      state: 'measured',
      figure: 100 * figure,
      spread: [100 * spread[0], 100 * spread[1]],
      value: { name: sampler, unit: 'ms', summary: summarize(drawing) },
      baseline: { name: MODELS[model], unit: 'ms', summary: summarize(step) },
      notes: [],
    },
  }
}
