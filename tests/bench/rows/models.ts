import type { ModelName } from '#shared/training/models/model-settings.ts'
import { models } from '#shared/training/models/registry.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import type { Matrix } from '#trainer/data/features.ts'
import { Rng } from '#trainer/data/rng.ts'
import { type Baby, createBaby, fullBatches } from '../baby.ts'
import { createContender, timedSteps } from '../contender.ts'
import { GOALS } from '../goals.ts'
import { Missing } from '../missing.ts'
import { PeerTorch, type TorchData } from '../peer-torch.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, type Round, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'

const STEPS = 20
const WARM_UP_STEPS = 60
/** The peer starts anew in each round. */
const PEER_WARM_UP_STEPS = 5
const BASELINE = 'lightgcn'
/** Width of the vectors of texts, as the studio's encoder gives them, and here of pictures too. */
const FEATURES = 384

/** Every model that trains in batches, without negatives. */
const CONTENDERS = models.filter(
  ({ needs: { steps, negatives } }) => (steps === 'triples' || steps === 'pairs') && negatives !== 'required',
)

/**
 * A step of every model on the same batches: against LightGCN's in the same process, and where there is a Python with
 * PyTorch, against the same model's there.
 */
export async function measureModels(settings: Settings): Promise<Line[]> {
  const { threads, rounds } = settings
  const baby = createBaby()
  const { training } = baby
  const batches = await fullBatches(training, STEPS)
  const items = randomItems(baby)
  const backend = await WasmBackend.create({ threads })
  const turns: Record<string, () => Promise<Round>> = {}
  for (const { name } of CONTENDERS) {
    const contender = createContender(backend, name, training, {
      negatives: null,
      features: { item_text: items, item_image: items },
    })
    turns[name] = async () => roundOf((await timedSteps(backend, contender, batches)).times)
  }
  await alternate(WARM_UP_STEPS / STEPS, turns)
  const peer = await peerOf(settings, {
    ...{ users: training.users, items: training.items, pairs: baby.pairs },
    ...{ batches, features: items, threads },
  })
  if (typeof peer !== 'string') {
    for (const { name } of CONTENDERS.filter((model) => peer.models.includes(model.name))) {
      turns[peerName(name)] = async () => roundOf((await peer.steps(name)).slice(PEER_WARM_UP_STEPS))
    }
  }
  const results = await alternate(rounds, turns)
  await backend.dispose()
  const baseline = results[BASELINE] ?? []
  return [
    ...CONTENDERS.flatMap(({ name, label }) => {
      const steps = results[name] ?? []
      const peerSteps = results[peerName(name)]
      const lines: Line[] = []
      if (name !== BASELINE) {
        const what = `${label}'s step against LightGCN's`
        lines.push(line(what, null, { name, steps }, { name: BASELINE, steps: baseline }))
      }
      if (peerSteps !== undefined) {
        const what = `${label}'s step against PyTorch's`
        lines.push(line(what, GOALS.torchStep, { name, steps }, { name: 'PyTorch', steps: peerSteps }))
      }
      return lines
    }),
    ...(typeof peer === 'string' ? [withoutPeer(peer)] : []),
  ]
}

function peerName(model: ModelName): string {
  return `${model} in PyTorch`
}

function randomItems({ training }: Baby): Matrix {
  const rng = new Rng(1, 'items of the benchmark')
  const rows = training.items
  const cols = FEATURES
  return { rows, cols, values: Float32Array.from({ length: rows * cols }, () => rng.uniform(-0.1, 0.1)) }
}

/** The peer, or why there is none. */
async function peerOf({ peer, peers, folder }: Settings, data: TorchData): Promise<PeerTorch | string> {
  if (peer === null) return '--peer names a Python with the library torch'
  try {
    return await PeerTorch.find(peer, peers.torch, folder, data)
  } catch (error) {
    if (error instanceof Missing) return error.message
    throw error
  }
}

interface Measured {
  readonly name: string
  readonly steps: readonly Round[]
}

function line(what: string, goal: number | null, value: Measured, baseline: Measured): Line {
  return {
    ...{ row: 'models', what, unit: 'x', goal },
    outcome: {
      state: 'measured',
      ...quotient(value.steps, baseline.steps),
      value: { name: value.name, unit: 'ms', summary: summarize(value.steps) },
      baseline: { name: baseline.name, unit: 'ms', summary: summarize(baseline.steps) },
      notes: [`items have ${FEATURES} features`],
    },
  }
}

function withoutPeer(reason: string): Line {
  return {
    ...{ row: 'models', what: "steps against PyTorch's", unit: 'x', goal: GOALS.torchStep },
    outcome: { state: 'not measured', reason },
  }
}
