import { setImmediate as nextTurn } from 'node:timers/promises'
import {
  SamplerName,
  SamplerSettings,
  samplerDescriptor,
} from '#shared/training/samplers/sampler-settings.ts'
import type { Backend } from '#trainer/backends/backend.ts'
import { Tape } from '#trainer/backends/tape.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import type { Interactions } from '#trainer/data/interactions.ts'
import { Rng } from '#trainer/data/rng.ts'
import { createSampler } from '#trainer/samplers/create-sampler.ts'
import type { NegativeSampler, Pairs } from '#trainer/samplers/sampler.ts'
import { StepScorer } from '#trainer/samplers/step-scorer.ts'
import { trainStep } from '#trainer/train-step.ts'
import { createBaby, fullBatches } from '../baby.ts'
import { type Contender, createContender } from '../contender.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, type Round, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'

const STEPS = 20
const WARM_UP_STEPS = 80
const CANDIDATES = 16
const MODELS = { lightgcn: 'LightGCN', 'bpr-mf': 'BPR-MF' } as const
type ModelName = keyof typeof MODELS
const BASELINE = 'uniform'

/** A step with each sampler, from the drawing of its negatives to the loss, against one with uniform negatives. */
export async function measureSamplers({ threads, rounds }: Settings): Promise<Line[]> {
  const { training } = createBaby()
  const batches = await fullBatches(training, STEPS)
  const backend = await WasmBackend.create({ threads })
  const lines: Line[] = []
  for (const model of ['lightgcn', 'bpr-mf'] as const) {
    const turns: Record<string, () => Promise<Round>> = {}
    for (const name of SamplerName.options) {
      const contender = createContender(backend, model, training)
      const sampler = samplerWith(name, training)
      turns[name] = async () => roundOf(await timedSteps(backend, contender, sampler, batches))
    }
    await alternate(WARM_UP_STEPS / STEPS, turns)
    const results = await alternate(rounds, turns)
    const roundsOf = (name: string) => results[name] ?? []
    for (const name of SamplerName.options) {
      if (name !== BASELINE) lines.push(line(name, model, roundsOf(name), roundsOf(BASELINE)))
    }
  }
  await backend.dispose()
  return lines
}

/** With 16 candidates where it has some, else with its defaults. */
function samplerWith(name: SamplerName, training: Interactions): NegativeSampler {
  const has = 'candidates' in samplerDescriptor(name).settings.shape
  const settings = SamplerSettings.parse({ name, ...(has && { candidates: CANDIDATES }) })
  return createSampler(settings, training, new Rng(1, 'negatives'))
}

/** Milliseconds of each whole step; between two steps the event loop turns once, as in a run. */
async function timedSteps(
  backend: Backend,
  { model, optimizer }: Contender,
  sampler: NegativeSampler,
  batches: readonly Pairs[],
): Promise<number[]> {
  const times: number[] = []
  const rng = () => new Rng(1, 'a step of the benchmark')
  for (const { users, positives } of batches) {
    await nextTurn()
    const start = performance.now()
    const mark = backend.mark()
    const tape = new Tape(backend)
    const scorer = new StepScorer(backend, model, tape)
    const negatives = await sampler.negatives({ users, positives }, scorer)
    const loss = trainStep(backend, model, optimizer, { users, positives, negatives }, rng, tape)
    backend.release(mark)
    await loss
    times.push(performance.now() - start)
  }
  return times
}

function line(
  sampler: SamplerName,
  model: ModelName,
  sampled: readonly Round[],
  uniform: readonly Round[],
): Line {
  return {
    row: 'samplers',
    what: `${MODELS[model]}'s step with ${sampler}, against uniform`,
    unit: 'x',
    goal: GOALS.sampledStep,
    outcome: {
      state: 'measured',
      ...quotient(sampled, uniform),
      value: { name: sampler, unit: 'ms', summary: summarize(sampled) },
      baseline: { name: BASELINE, unit: 'ms', summary: summarize(uniform) },
      notes: [`${CANDIDATES} candidates for each negative where there are candidates`],
    },
  }
}
