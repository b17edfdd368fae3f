import { type ExecFileException, execFile } from 'node:child_process'
import { availableParallelism } from 'node:os'
import type { BackendsReport } from '#shared/contract/system.ts'
import { parseJsonOrNull } from '#shared/parse-json.ts'
import {
  type BackendAvailability,
  BackendReport,
  decideBackend,
  isNative,
  PREFERENCE,
} from '#shared/training/backends.ts'
import { BackendName, type TrainConfig } from '#shared/training/config.ts'

export interface BackendsOptions {
  /** Built file of the trainer. */
  trainerEntry: string
  /** How long one look may take; the first load of CUDA from a slow disk takes seconds. */
  patienceMilliseconds?: number
}

/**
 * What can train on this machine, looked at once and then remembered. Each native backend is tried in a process of
 * its own: a driver that crashes or hangs takes that one down, and that is then the reason why it is not usable.
 */
export class Backends {
  readonly #entry: string
  readonly #patience: number
  readonly #closing = new AbortController()
  #found: Promise<BackendAvailability[]> | undefined
  #looking = false

  constructor({ trainerEntry, patienceMilliseconds = 15_000 }: BackendsOptions) {
    this.#entry = trainerEntry
    this.#patience = patienceMilliseconds
  }

  /**
   * Every backend, and which one `auto` takes. Never rejects.
   * @param refresh looks again instead of remembering; joins a look that is under way
   */
  async report({ refresh = false }: { refresh?: boolean } = {}): Promise<BackendsReport> {
    if (refresh && !this.#looking) this.#found = undefined
    const backends = await this.#look()
    const { name, reason } = decideBackend('auto', backends)
    return { backends, auto: { name, reason }, cores: availableParallelism() }
  }

  /** What a trainer with this configuration need not find out by itself; null where it looks at nothing native. */
  async known(wanted: TrainConfig['backend']): Promise<BackendReport | null> {
    if (wanted !== 'auto' && !isNative(wanted)) return null
    return { backends: (await this.#look()).filter(({ name }) => isNative(name)) }
  }

  /** Ends the looks under way; what they would have found is no longer asked for. */
  close(): void {
    this.#closing.abort()
  }

  #look(): Promise<BackendAvailability[]> {
    this.#found ??= this.#lookAtAll()
    return this.#found
  }

  async #lookAtAll(): Promise<BackendAvailability[]> {
    this.#looking = true
    const safe = BackendName.options.filter((name) => !isNative(name))
    const groups = [safe, ...BackendName.options.filter(isNative).map((name) => [name])]
    const found = await Promise.all(groups.map((names) => this.#lookAt(names)))
    this.#looking = false
    return found.flat().toSorted((a, b) => PREFERENCE.indexOf(a.name) - PREFERENCE.indexOf(b.name))
  }

  #lookAt(names: readonly BackendName[]): Promise<BackendAvailability[]> {
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [this.#entry, '--backends', ...names],
        { timeout: this.#patience, killSignal: 'SIGKILL', signal: this.#closing.signal, windowsHide: true },
        // A driver that crashes when the process ends comes too late to matter: the answer counts.
        (error, stdout, stderr) => resolve(answerOf(names, stdout) ?? this.#failed(names, error, stderr)),
      )
    })
  }

  #failed(
    names: readonly BackendName[],
    error: ExecFileException | null,
    stderr: string,
  ): BackendAvailability[] {
    const reason = this.#whyFailed(error, stderr)
    return names.map((name) => ({
      name,
      usable: false,
      kind: isNative(name) ? 'gpu' : 'cpu',
      device: null,
      reason,
      remedy: isNative(name)
        ? 'Update the graphics driver, then look again. Other backends train meanwhile.'
        : 'Run `npm ci`; the program is damaged.',
    }))
  }

  #whyFailed(error: ExecFileException | null, stderr: string): string {
    if (this.#closing.signal.aborted) return 'the studio closed while it was tried'
    if (error?.killed) return `it did not answer within ${this.#patience / 1000} s`
    if (error?.signal) return `it crashed while it was tried (signal ${error.signal})`
    const said = /^\w*Error\b.*: .*$/m.exec(stderr)?.[0].replace(/\.$/, '')
    const detail = said === undefined ? '' : `: ${said}`
    return `it failed while it was tried (exit code ${error?.code ?? 0})${detail}`
  }
}

/** The report among the lines of standard output, on which native libraries write as well. */
function answerOf(names: readonly BackendName[], stdout: string): BackendAvailability[] | null {
  for (const line of stdout.trim().split('\n').toReversed()) {
    if (!line.startsWith('{')) continue
    const report = BackendReport.safeParse(parseJsonOrNull(line))
    const complete = report.data?.backends.length === names.length
    if (report.success && complete) return report.data.backends
  }
  return null
}
