import { join } from 'node:path'
import { configFrom } from '#shared/training/assign-settings.ts'
import { writeRun } from '#trainer/testing/write-run.ts'
import { createBaby } from '../baby.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { alternate, roundOf, summarize } from '../rounds.ts'
import { type Settings, threadsInWords } from '../settings.ts'
import { barePeak, trainerPeak } from '../trainer-process.ts'

const EPOCHS = 3
const MEGABYTE = 1e6
/** Memory hardly differs from run to run. */
const MAX_ROUNDS = 3

/** The peak of the application's trainer process on a run of LightGCN, over that of Node alone. */
export async function measureMemory(settings: Settings): Promise<Line[]> {
  const { folder, threads, rounds } = settings
  const runs = await writeRuns(folder, threads, Math.min(rounds, MAX_ROUNDS))
  const { trainer, bare } = await alternate(runs.length, {
    trainer: async (round) => megabytes(await trainerPeak(settings, runs[round] ?? '')),
    bare: async () => megabytes(await barePeak(settings)),
  })
  const over = trainer.map((round, index) => round.median - (bare[index]?.median ?? Number.NaN))
  const { median: figure, spread } = summarize(over.map((value) => roundOf([value])))
  return [
    {
      row: 'memory',
      what: `trainer at Baby size, LightGCN, ${threadsInWords(threads)}, over Node's own`,
      unit: 'MB',
      goal: GOALS.babyMemory,
      outcome: {
        state: 'measured',
        figure,
        spread,
        value: { name: 'trainer', unit: 'MB', summary: summarize(trainer) },
        baseline: { name: 'Node', unit: 'MB', summary: summarize(bare) },
        notes: [
          `peak resident memory of the built trainer's own process: ${EPOCHS} epochs, each with a validation, then the test and all files; MB are 10^6 bytes`,
        ],
      },
    },
  ]
}

/** A folder for each round: a run continues from what it finds. */
async function writeRuns(folder: string, threads: number, count: number): Promise<string[]> {
  const { training, pairs, heldOut } = createBaby()
  const config = configFrom({ model: 'lightgcn', backend: 'wasm', threads, epochs: EPOCHS })
  const folders = Array.from({ length: count }, (_, round) => join(folder, `run-${round}`))
  for (const run of folders) {
    await writeRun(run, {
      config,
      users: training.users,
      items: training.items,
      training: pairs,
      validation: heldOut,
      test: heldOut,
      negatives: null,
      features: {},
    })
  }
  return folders
}

function megabytes(bytes: number) {
  return roundOf([bytes / MEGABYTE])
}
