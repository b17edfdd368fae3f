import { existsSync, readFileSync } from 'node:fs'
import { setTimeout } from 'node:timers/promises'

const LOOK_MILLISECONDS = 20

/**
 * Waits for the trainer that a dead engine left behind in a run's folder. It ends by itself once it sees that its
 * engine is gone, which it does between two steps; until then two would write the same files.
 *
 * @param file that holds its process id
 * @param patience milliseconds; a process that has the id after that is likely to be another program
 * @returns whether there was one, and is none any more
 */
export async function waitForPredecessor(file: string, patience = 10_000): Promise<boolean> {
  const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
  if (!Number.isInteger(pid) || pid <= 0 || !isAtWork(pid)) return false
  const deadline = performance.now() + patience
  while (performance.now() < deadline) {
    await setTimeout(LOOK_MILLISECONDS)
    if (!isAtWork(pid)) return true
  }
  return false
}

function isAtWork(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    // It is gone, or it is another account's, and so no trainer of ours.
    return false
  }
  return !isZombie(pid)
}

/** In a container often nobody asks for the exit code of a process whose parent died, and its entry stays. */
function isZombie(pid: number): boolean {
  if (process.platform !== 'linux') return false
  try {
    // "1234 (name of the command) Z 1 …"
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return true
  }
}
