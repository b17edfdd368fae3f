import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** What the engine knows by name in a run's folder; protocol.ts says what the files hold. */
export class RunFolder {
  readonly path: string

  constructor(path: string) {
    this.path = path
  }

  get log(): string {
    return join(this.path, 'log.txt')
  }

  /** Has its name only once it is complete. */
  get input(): string {
    return join(this.path, 'input')
  }

  /** Process id of the last trainer, in decimal. */
  get trainer(): string {
    return join(this.path, 'trainer.pid')
  }

  /** Whether a trainer would go on instead of starting from the beginning. */
  get hasCheckpoint(): boolean {
    return existsSync(this.#checkpoint)
  }

  removeCheckpoint(): void {
    rmSync(this.#checkpoint, { force: true })
  }

  get #checkpoint(): string {
    return join(this.path, 'output', 'checkpoint.safetensors')
  }
}
