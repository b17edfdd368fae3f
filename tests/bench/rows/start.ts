import { join } from 'node:path'
import { configFrom } from '#shared/training/assign-settings.ts'
import { writeRun } from '#trainer/testing/write-run.ts'
import { GOALS } from '../goals.ts'
import type { Line } from '../report.ts'
import { roundOf, summarize } from '../rounds.ts'
import { moviesOrSampleShop } from '../run-data.ts'
import type { Settings } from '../settings.ts'
import { secondsToFirstStep } from '../trainer-process.ts'

/** More than one. */
const EPOCHS = 100

/**
 * From the start of the application's trainer process to its first step, with the settings that a run has by
 * default but for the batch: the trainer reports the end of an epoch, so that the epoch is one step.
 */
export async function measureStart(settings: Settings): Promise<Line[]> {
  const { name, ...data } = await moviesOrSampleShop(settings.movies)
  const interactions = data.training.length / 2
  const config = configFrom({
    model: 'lightgcn',
    batchSize: interactions,
    // No validation lies between the step and its message.
    evaluateEvery: EPOCHS,
    epochs: EPOCHS,
  })
  const times: number[] = []
  // The first start reads the program from the disk: it is not counted.
  for (let start = 0; start <= settings.rounds; start++) {
    const run = join(settings.folder, `run-${start}`)
    await writeRun(run, { config, ...data, negatives: null, features: {} })
    times.push(await secondsToFirstStep(settings, run))
  }
  const [first = Number.NaN, ...counted] = times
  const summary = summarize(counted.map((time) => roundOf([time])))
  return [
    {
      row: 'start',
      what: `trainer from its start to the first step, ${name}, LightGCN`,
      unit: 's',
      goal: GOALS.firstStep,
      outcome: {
        state: 'measured',
        figure: summary.median,
        spread: summary.spread,
        value: { name: 'start', unit: 's', summary },
        baseline: null,
        notes: [
          'backend and threads are chosen by "auto", and the trainer looks at the backends itself, which the application spares it',
          `the step is one of all ${interactions} interactions, greater than the batches of a run; the very first start took ${first.toFixed(2)} s`,
        ],
      },
    },
  ]
}
