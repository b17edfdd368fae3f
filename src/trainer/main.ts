import { parseArgs } from 'node:util'
import { z } from 'zod'
import { assertNever } from '#shared/assert-never.ts'
import { printBackends } from './backends/print-backends.ts'
import { openChannel } from './channel.ts'
import { CHECKPOINT_SCHEDULE, type CheckpointSchedule } from './checkpoint-schedule.ts'
import { doubtFolder } from './doubt.ts'
import { TrainingFailure } from './failure.ts'
import { DiskFailure } from './files/disk-failure.ts'
import { readRunInput } from './files/run-input.ts'
import { OutputFolder } from './files/run-output.ts'
import { probeFolder } from './probe.ts'
import { RunControl } from './run-control.ts'
import { scoreFolder } from './score.ts'
import { train } from './train.ts'

/**
 * Entry of a trainer process. Arguments: the run's folder, and to score negatives by a finished run,
 * `--score` and the folder that holds them, or to probe it `--probe` and a folder of counterfactuals (see protocol.ts). With `--doubt <folder>` it takes no run: it says how unsure
 * the attribute reader is of each item. Exit code 0 after
 * `finished`, after `paused` or once what was asked for is written, 1 after `failed` or when the parent process is gone.
 *
 * With `--checkpoint-every <seconds>` it writes its checkpoint so often, and not every 30 seconds or, where that
 * takes long, more seldom.
 *
 * With `--backends [name …]` it prints a BackendReport of these, or of all, as one line of JSON, and trains nothing.
 */
const control = new RunControl()
const channel = openChannel({
  command(command) {
    switch (command.type) {
      case 'stop':
        return control.requestStop()
      case 'pause':
        return control.requestPause()
      default:
        assertNever(command)
    }
  },
  closed() {
    process.exit(1)
  },
})
process.exit(await runTrainer(process.argv.slice(2)))

async function runTrainer(commandLine: string[]): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      args: commandLine,
      allowPositionals: true,
      options: {
        score: { type: 'string' },
        probe: { type: 'string' },
        doubt: { type: 'string' },
        backends: { type: 'boolean', default: false },
        'checkpoint-every': { type: 'string' },
      },
    })
    if (values.backends) {
      await printBackends(positionals)
      return 0
    }
    if (values.doubt !== undefined) {
      await doubtFolder(values.doubt)
      return 0
    }
    const [folder] = positionals
    if (folder === undefined) {
      throw new TrainingFailure(
        'The trainer was started without a run folder.',
        'Usage: trainer <run folder> [--score <folder> | --probe <folder>] [--checkpoint-every <seconds>]',
      )
    }
    const input = await readRunInput(folder)
    if (values.score !== undefined) {
      await scoreFolder(folder, input, values.score)
      return 0
    }
    if (values.probe !== undefined) {
      await probeFolder(folder, input, values.probe)
      return 0
    }
    const schedule = scheduleOf(values['checkpoint-every'])
    await train(input, new OutputFolder(folder), (message) => channel.send(message), control, { schedule })
    return 0
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown))
    const hint = error instanceof TrainingFailure ? error.hint : undefined
    await channel.send({
      type: 'failed',
      message: error.message,
      ...(hint !== undefined && { hint }),
      ...(error instanceof DiskFailure && { disk: true }),
      ...(error.stack !== undefined && { stack: error.stack }),
    })
    return 1
  }
}

function scheduleOf(checkpointEvery: string | undefined): CheckpointSchedule {
  if (checkpointEvery === undefined) return CHECKPOINT_SCHEDULE
  const seconds = z.coerce.number().nonnegative().safeParse(checkpointEvery)
  if (!seconds.success) throw new TrainingFailure('--checkpoint-every takes a number of seconds.')
  return { ...CHECKPOINT_SCHEDULE, secondsBetweenCheckpoints: seconds.data, shareForCheckpoints: 1 }
}
