import { setImmediate as nextTurn } from 'node:timers/promises'
import { OptimizerName, optimizerDescriptor } from '#shared/training/optimizers/optimizer-settings.ts'
import type { Backend } from '#trainer/backends/backend.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import { Rng } from '#trainer/data/rng.ts'
import { TripletLoader } from '#trainer/data/triplet-loader.ts'
import { UniformSampler } from '#trainer/samplers/uniform.ts'
import { noScores } from '#trainer/testing/no-scores.ts'
import { stepRng } from '#trainer/testing/step-rng.ts'
import { trainStep } from '#trainer/train-step.ts'
import { BATCH_SIZE, type Baby, createBaby, DIMENSIONS } from '../baby.ts'
import { type Contender, createContender, LEARNING_RATE, REGULARIZATION } from '../contender.ts'
import { GOALS } from '../goals.ts'
import { Missing } from '../missing.ts'
import { PeerBpr } from '../peer-bpr.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, type Round, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'

const EPOCHS = 20
const WARM_UP_EPOCHS = 5
const LAZY = ['lazy-adam', 'sgd'] as const
const PEER = 'implicit'

/** BPR-MF's epoch on one thread by each optimiser: against Adam's, and against the lock-free SGD of `implicit`. */
export async function measureOptimizers(settings: Settings): Promise<Line[]> {
  const baby = createBaby()
  const backend = await WasmBackend.create({ threads: 1 })
  const turns: Record<string, () => Promise<Round>> = {}
  for (const name of OptimizerName.options) {
    const contender = createContender(backend, 'bpr-mf', baby.training, undefined, name)
    const loader = loaderOf(baby)
    const measure = (epochs: number) => epochTimes(backend, contender, loader, epochs)
    await measure(WARM_UP_EPOCHS)
    turns[name] = async () => roundOf(await measure(EPOCHS))
  }
  const peer = await peerOf(settings, baby)
  if (typeof peer !== 'string') {
    turns[PEER] = async () => roundOf((await peer.epochs(EPOCHS + WARM_UP_EPOCHS)).slice(WARM_UP_EPOCHS))
  }
  const results = await alternate(settings.rounds, turns)
  await backend.dispose()
  const roundsOf = (name: string) => results[name] ?? []
  return LAZY.flatMap((name) => [
    line(name, roundsOf(name), 'adam', roundsOf('adam')),
    typeof peer === 'string' ? withoutPeer(name, peer) : line(name, roundsOf(name), PEER, roundsOf(PEER)),
  ])
}

function loaderOf({ training }: Baby): TripletLoader<Int32Array> {
  const sampler = new UniformSampler(training, new Rng(1, 'negatives'))
  return new TripletLoader(training, BATCH_SIZE, new Rng(1, 'batches'), sampler)
}

/** Milliseconds of whole epochs: shuffling, sampling and steps, as a run does them. */
async function epochTimes(
  backend: Backend,
  { model, optimizer }: Contender,
  loader: TripletLoader<Int32Array>,
  count: number,
): Promise<number[]> {
  const times: number[] = []
  for (let epoch = 0; epoch < count; epoch++) {
    const start = performance.now()
    loader.beginEpoch(0)
    for (;;) {
      const batch = await loader.next(noScores)
      if (batch === null) break
      await nextTurn()
      await trainStep(backend, model, optimizer, batch, stepRng)
    }
    loader.endEpoch()
    times.push(performance.now() - start)
  }
  return times
}

/** The peer, or why there is none. */
async function peerOf({ peer, peers, folder }: Settings, { pairs }: Baby): Promise<PeerBpr | string> {
  if (peer === null) return '--peer names a Python with the library implicit'
  try {
    return await PeerBpr.find(peer, peers.implicit, folder, {
      pairs,
      dimensions: DIMENSIONS,
      learningRate: LEARNING_RATE,
      regularization: REGULARIZATION,
    })
  } catch (error) {
    if (error instanceof Missing) return error.message
    throw error
  }
}

function headline(name: OptimizerName, baseline: string): Pick<Line, 'row' | 'what' | 'unit' | 'goal'> {
  const against = baseline === PEER ? 'the SGD of implicit' : "Adam's"
  return {
    row: 'optimizers',
    what: `BPR-MF's epoch by ${optimizerDescriptor(name).label}, 1 thread, against ${against}`,
    unit: 'x',
    goal: baseline === PEER ? GOALS.lazyEpoch : null,
  }
}

function line(
  name: OptimizerName,
  value: readonly Round[],
  baseline: string,
  against: readonly Round[],
): Line {
  return {
    ...headline(name, baseline),
    outcome: {
      state: 'measured',
      ...quotient(value, against),
      value: { name, unit: 'ms', summary: summarize(value) },
      baseline: { name: baseline, unit: 'ms', summary: summarize(against) },
      notes: [],
    },
  }
}

function withoutPeer(name: OptimizerName, reason: string): Line {
  return { ...headline(name, PEER), outcome: { state: 'not measured', reason } }
}
