import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { TrainerMessage } from '#shared/training/protocol.ts'
import type { Settings } from './settings.ts'

type OnMessage = (message: TrainerMessage, child: ChildProcess) => void

/**
 * Runs the trainer in a process of its own, as the engine does, to its end.
 * @returns the most memory that it had, in bytes
 * @throws Error where it did not end well
 */
export async function trainerPeak(
  { trainer, peakMemory, folder }: Settings,
  run: string,
  onMessage: OnMessage = () => {},
): Promise<number> {
  return peakOf(trainer, [run], { peakMemory, folder }, onMessage)
}

/** The memory of a Node process with nothing to do, in bytes. */
export async function barePeak({ peakMemory, folder }: Settings): Promise<number> {
  return peakOf(peakMemory, [], { peakMemory, folder }, () => {})
}

async function peakOf(
  entry: string,
  args: readonly string[],
  { peakMemory, folder }: Pick<Settings, 'peakMemory' | 'folder'>,
  onMessage: OnMessage,
): Promise<number> {
  const file = join(folder, 'peak')
  const { child, ended } = start(entry, args, {
    execArgv: ['--import', pathToFileURL(peakMemory).href],
    env: { ...process.env, PEAK_MEMORY_FILE: file },
  })
  child.on('message', (raw) => onMessage(TrainerMessage.parse(raw), child))
  const failure = await ended
  if (failure !== null) throw new Error(failure)
  return Number(await readFile(file, 'utf8'))
}

/**
 * Starts the trainer and ends it once it has done its first step.
 * @returns seconds from the start of the process to the message that reports that step
 * @throws Error where it ends before
 */
export async function secondsToFirstStep({ trainer }: Settings, run: string): Promise<number> {
  const begin = performance.now()
  const { child, ended } = start(trainer, [run], {})
  let seconds: number | null = null
  child.on('message', (raw) => {
    const message = TrainerMessage.parse(raw)
    const stepped = message.type === 'epoch' || (message.type === 'progress' && message.step > 0)
    if (!stepped) return
    seconds ??= (performance.now() - begin) / 1000
    child.kill('SIGKILL')
  })
  const end = await ended
  if (seconds === null) throw new Error(end ?? 'The trainer ended before its first step.')
  return seconds
}

/** `ended` is null after a good end, else what there is to say of it. */
function start(
  entry: string,
  args: readonly string[],
  options: { execArgv?: string[]; env?: NodeJS.ProcessEnv },
) {
  const child = fork(entry, args, { execArgv: [], ...options, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] })
  let text = ''
  child.stderr?.setEncoding('utf8').on('data', (piece) => {
    text += piece
  })
  child.on('message', (raw) => {
    const message = TrainerMessage.parse(raw)
    if (message.type === 'failed') text += message.message
  })
  const ended = once(child, 'close').then(([code, signal]) =>
    code === 0 ? null : `The trainer ended with ${signal ?? `code ${code}`}: ${text}`,
  )
  return { child, ended }
}
