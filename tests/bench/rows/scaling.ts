import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { configFrom } from '#shared/training/assign-settings.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import { Interactions } from '#trainer/data/interactions.ts'
import { writeRun } from '#trainer/testing/write-run.ts'
import { fullBatches, oneItemEach } from '../baby.ts'
import { createContender, timedSteps } from '../contender.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, roundOf, summarize } from '../rounds.ts'
import type { Settings } from '../settings.ts'
import { BABY, LARGE, type SyntheticSize, syntheticInteractions } from '../synthetic-interactions.ts'
import { trainerPeak } from '../trainer-process.ts'

const SEED = 1
const NANOSECONDS = 1e6
const GIBIBYTE = 2 ** 30
/** Evaluating all of a million users takes hours, and no more memory. */
const EVALUATED_USERS = 1000
/** Of a round. */
const BABY_STEPS = 30
const LARGE_STEPS = 3
const WARM_UP_ROUNDS = 3

/** LightGCN on a graph of ten million interactions: memory, and time by interaction against Baby size. */
export async function measureScaling(settings: Settings): Promise<Line[]> {
  const pairs = syntheticInteractions(LARGE, SEED)
  const large = Interactions.fromPairs(pairs, LARGE.users, LARGE.items)
  const memory = await measureMemory(pairs, large, settings)
  return [await measureTime(large, settings), memory]
}

async function measureTime(large: Interactions, { threads, rounds }: Settings): Promise<Line> {
  const baby = Interactions.fromPairs(syntheticInteractions(BABY, SEED), BABY.users, BABY.items)
  const backend = await WasmBackend.create({ threads })
  /** Nanoseconds per interaction. */
  const turn = async (training: Interactions, steps: number) => {
    const contender = createContender(backend, 'lightgcn', training)
    const batches = await fullBatches(training, steps)
    return async () => {
      const { times } = await timedSteps(backend, contender, batches)
      return roundOf(times.map((time) => (time * NANOSECONDS) / training.size))
    }
  }
  const turns = { small: await turn(baby, BABY_STEPS), big: await turn(large, LARGE_STEPS) }
  await alternate(WARM_UP_ROUNDS, turns)
  const { small, big } = await alternate(rounds, turns)
  await backend.dispose()
  return {
    row: 'scaling',
    what: `LightGCN, time per interaction, ${sizeOf(LARGE)}, against Baby size`,
    unit: 'x',
    goal: GOALS.timePerInteraction,
    outcome: {
      state: 'measured',
      ...quotient(big, small),
      value: { name: 'large', unit: 'ns', summary: summarize(big) },
      baseline: { name: 'Baby', unit: 'ns', summary: summarize(small) },
      notes: [
        'time per interaction is the time of a step (batch 2048) divided by the training interactions, since each step goes over the whole graph',
      ],
    },
  }
}

/**
 * The peak of the application's trainer process, through all that it does: it reads the files, trains, writes a
 * checkpoint when it is paused, continues from it in a second process, is stopped, validates, tests and writes.
 */
async function measureMemory(pairs: Int32Array, training: Interactions, settings: Settings): Promise<Line> {
  const { threads, folder } = settings
  const run = join(folder, 'large')
  const heldOut = oneItemEach(training, EVALUATED_USERS)
  await writeRun(run, {
    config: configFrom({ model: 'lightgcn', backend: 'wasm', threads }),
    users: LARGE.users,
    items: LARGE.items,
    training: pairs,
    validation: heldOut,
    test: heldOut,
    negatives: null,
    features: {},
  })
  const peaks: number[] = []
  for (const command of ['pause', 'stop'] as const) {
    let sent = false
    const peak = await trainerPeak(settings, run, (message, child) => {
      if (sent || !hasStepped(message)) return
      sent = child.send({ type: command })
    })
    peaks.push(peak / GIBIBYTE)
  }
  await rm(run, { recursive: true })
  const figure = Math.max(...peaks)
  return {
    row: 'scaling',
    what: `LightGCN, memory of the trainer, ${sizeOf(LARGE)}`,
    unit: 'GiB',
    goal: GOALS.largeMemory,
    outcome: {
      state: 'measured',
      figure,
      spread: [Math.min(...peaks), figure],
      value: { name: 'trainer', unit: 'GiB', summary: summarize([roundOf([figure])]) },
      baseline: null,
      notes: [
        `peak resident memory of the built trainer: one process that trains and is paused, one that goes on, is stopped, evaluates ${EVALUATED_USERS} users and writes its files; the greater of the two`,
      ],
    },
  }
}

function hasStepped(message: TrainerMessage): boolean {
  return message.type === 'progress' && message.step > 0
}

function sizeOf({ users, items, interactions }: SyntheticSize): string {
  return `${interactions / 1e6} million (${users / 1e6} million users, ${items / 1e3} thousand items)`
}
