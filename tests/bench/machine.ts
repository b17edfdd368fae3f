import { execFileSync } from 'node:child_process'
import { availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os'

/** What the figures depend on besides the code. */
export interface Machine {
  readonly processor: string
  readonly cores: number
  /** GiB */
  readonly memory: number
  readonly system: string
  readonly node: string
  /** Mean number of busy processes in the last minute; 0 on Windows. */
  readonly load: number
  /** Commit that is checked out; null outside a checkout. */
  readonly commit: string | null
}

export function describeMachine(root: string): Machine {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem() / 2 ** 30,
    system: `${platform()} ${release()}`,
    node: process.version,
    load: loadavg()[0] ?? 0,
    commit: commitOf(root),
  }
}

function commitOf(root: string): string | null {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    const changed = git('status', '--porcelain') === '' ? '' : ' with changes'
    return git('rev-parse', '--short', 'HEAD') + changed
  } catch {
    return null
  }
}
