import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { type BackendReport, KNOWN_BACKENDS } from '#shared/training/backends.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { type TrainerCommand, TrainerMessage } from '#shared/training/protocol.ts'

/** What a trainer with that backend in its configuration need not find out by itself; null for nothing. */
export type KnownBackends = (wanted: TrainConfig['backend']) => Promise<BackendReport | null>

export interface TrainerOptions {
  /** Built file of the trainer. */
  entry: string
  /** The run's folder; null for what is no run's. */
  folder: string | null
  /** What it is asked for, where it is not to train a run, and the folder with what that takes. */
  task?: { readonly name: 'score' | 'probe' | 'doubt'; readonly folder: string }
  /** What is known of the backends, so that it does not look at them itself. */
  backends: BackendReport | null
  onMessage: (message: TrainerMessage) => void
  /** What it writes on its standard streams, and what of its messages could not be understood. */
  onText: (line: string) => void
}

/** A trainer in a process of its own: whatever becomes of it, the engine goes on. */
export class TrainerProcess {
  readonly #child: ChildProcess
  /**
   * How it ended ("exit code 1", "signal SIGKILL"), once the process is gone and everything that it said was
   * handed on.
   */
  readonly ended: Promise<string>

  constructor({ entry, folder, task, backends, onMessage, onText }: TrainerOptions) {
    const run = folder === null ? [] : [folder]
    this.#child = fork(entry, task === undefined ? run : [...run, `--${task.name}`, task.folder], {
      execPath: process.execPath,
      execArgv: [],
      env: backends === null ? process.env : { ...process.env, [KNOWN_BACKENDS]: JSON.stringify(backends) },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Ctrl-C in the engine's terminal goes to its process group; a trainer is told what to do instead.
      detached: process.platform !== 'win32',
    })
    this.#child.on('message', (raw) => {
      const message = TrainerMessage.safeParse(raw)
      if (message.success) onMessage(message.data)
      else onText(`[ignored, not a message of the protocol] ${JSON.stringify(raw).slice(0, 500)}`)
    })
    for (const stream of [this.#child.stdout, this.#child.stderr]) forwardLines(stream, onText)
    this.ended = new Promise((resolve) => {
      this.#child.on('error', (error) => {
        // Also what a failed send or kill reports, of a process whose `close` is still to come.
        if (this.#child.pid === undefined) resolve(`it could not be started: ${error.message}`)
      })
      this.#child.on('close', (code, signal) => {
        resolve(signal === null ? `exit code ${code}` : `signal ${signal}`)
      })
    })
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid
  }

  /** Asks it for something; one that is gone is asked in vain. */
  tell(type: TrainerCommand['type']): void {
    const command: TrainerCommand = { type }
    if (this.#child.connected) this.#child.send(command)
  }

  kill(): void {
    this.#child.kill('SIGKILL')
  }
}

function forwardLines(stream: Readable | null, onLine: (line: string) => void): void {
  if (stream !== null) createInterface({ input: stream }).on('line', onLine)
}
