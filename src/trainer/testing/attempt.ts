import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { TrainerMessage } from '#shared/training/protocol.ts'
import type { Disk } from '../files/disk.ts'
import type { TrainingInput } from '../files/run-input.ts'
import { OutputFolder } from '../files/run-output.ts'
import { RunControl } from '../run-control.ts'
import { train } from '../train.ts'
import type { TestedBackend } from './every-backend.ts'
import { failingDisk } from './failing-disk.ts'

export interface AttemptOptions {
  readonly folder: string
  readonly input: TrainingInput
  readonly on: Pick<TestedBackend, 'name' | 'create'>
  readonly disk?: Disk
  /** In ticks. The loop looks at its clock about twice a step, and each look is a tick. */
  readonly ticksBetweenCheckpoints?: number
  /** Called at each tick, counted from 1. */
  readonly onTick?: (tick: number, control: RunControl) => void
  /** Called in the middle of each evaluation, counted from 1; the tests' worlds are ranked in one part. */
  readonly onEvaluation?: (evaluation: number, control: RunControl) => void
  readonly onMessage?: (message: TrainerMessage, control: RunControl) => void
}

export interface Attempt {
  readonly messages: readonly TrainerMessage[]
  readonly ticks: number
  readonly evaluations: number
  /** What it threw, null if it came to an end: finished or paused. */
  readonly error: unknown
}

/** One life of a trainer on a run's folder, in this process, with a clock that counts. */
export async function attempt({
  folder,
  input,
  on,
  disk = failingDisk(() => null),
  ticksBetweenCheckpoints = 10,
  onTick,
  onEvaluation,
  onMessage,
}: AttemptOptions): Promise<Attempt> {
  const control = new RunControl()
  const messages: TrainerMessage[] = []
  let ticks = 0
  const now = () => {
    ticks++
    onTick?.(ticks, control)
    return ticks
  }
  const report = async (message: TrainerMessage) => {
    messages.push(TrainerMessage.parse(message))
    onMessage?.(message, control)
  }
  let evaluations = 0
  const choose = async () => {
    const backend = await on.create()
    const topItems = backend.topItems.bind(backend)
    backend.topItems = (...operands) => {
      evaluations++
      onEvaluation?.(evaluations, control)
      return topItems(...operands)
    }
    return { name: on.name, backend, reason: 'a test' }
  }
  const schedule = { now, secondsBetweenCheckpoints: ticksBetweenCheckpoints, shareForCheckpoints: 1 }
  try {
    await train(input, new OutputFolder(folder, disk), report, control, { schedule, choose })
    return { messages, ticks, evaluations, error: null }
  } catch (error) {
    return { messages, ticks, evaluations, error }
  }
}

/** Each output file's contents as text that tells them apart. */
export async function outputFiles(folder: string): Promise<Record<string, string>> {
  const output = join(folder, 'output')
  const files: Record<string, string> = {}
  if (!existsSync(output)) return files
  for (const name of (await readdir(output)).sort()) {
    files[name] = (await readFile(join(output, name))).toString('base64')
  }
  return files
}

/** What a run came to, without what depends on the clock: its epochs by number, each told once, and its end. */
export function outcome(messages: readonly TrainerMessage[]) {
  const epochs: Record<number, unknown> = {}
  let finished: unknown = null
  for (const message of messages) {
    if (message.type === 'epoch') {
      const { seconds, ...rest } = message
      epochs[message.epoch] = rest
    } else if (message.type === 'finished') {
      const { secondsPerEpoch, ...rest } = message
      finished = rest
    }
  }
  return { epochs, finished }
}
