import { randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '#shared/error-code.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { parseJsonOrNull } from '#shared/parse-json.ts'
import { removeSocketPath } from './socket-path.ts'

/** How to reach the engine of a workspace: `engine.json` in its folder, for this account alone. */
export const EngineRecord = z.object({
  pid: z.int().positive(),
  instance: z.string(),
  mode: z.enum(['desktop', 'browser', 'command']),
  /** In a private folder: what is not of this account cannot connect, and nothing here is a secret. */
  address: z.object({ kind: z.literal('socket'), path: z.string() }),
})
export type EngineRecord = z.infer<typeof EngineRecord>
export type EngineAddress = EngineRecord['address']

/** Asks the engine that listens at an address for its instance id. */
export type Ask = (address: EngineAddress) => Promise<Answer>
export type Answer =
  | { kind: 'instance'; instance: string }
  /** Something listens there, and is too busy to say what it is. */
  | { kind: 'busy' }
  | { kind: 'none' }

/** The engine that has the workspace now, or null: also where one died without a word. */
export async function findEngine(workspace: string, ask: Ask): Promise<EngineRecord | null> {
  const record = readRecord(workspace)
  return record !== null && (await isAlive(record, ask)) ? record : null
}

export interface Lock {
  release(): void
}

/**
 * Makes this engine the workspace's only one. A record that a dead engine left behind is taken over.
 *
 * @throws ExpectedError CONFLICT when a living engine has it
 */
export async function takeLock(workspace: string, record: EngineRecord, ask: Ask): Promise<Lock> {
  mkdirSync(workspace, { recursive: true })
  for (;;) {
    if (tryCreate(workspace, record)) {
      return { release: () => removeIfOurs(workspace, record.instance) }
    }
    const holder = readRecord(workspace)
    if (holder !== null && (await isAlive(holder, ask))) {
      throw new ExpectedError('CONFLICT', `The workspace is open in ${program(holder)} already.`, {
        retry: 'Close it there, or choose another workspace.',
      })
    }
    removeStale(workspace, holder?.instance)
    if (holder !== null) removeSocketPath(holder.address.path)
  }
}

function program(record: EngineRecord): string {
  const process = `process ${record.pid}`
  switch (record.mode) {
    case 'desktop':
      return `the studio's window (${process})`
    case 'browser':
      return `a studio in browser mode (${process})`
    case 'command':
      return `a studio command (${process})`
  }
}

function lockPath(workspace: string): string {
  return join(workspace, 'engine.json')
}

/** Appears whole or not at all, and never in place of another one. */
function tryCreate(workspace: string, record: EngineRecord): boolean {
  const draft = `${lockPath(workspace)}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, `${JSON.stringify(record, null, 2)}\n`, { mode: 0o600 })
    linkSync(draft, lockPath(workspace))
    return true
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false
    if (!existsSync(lockPath(workspace)) && isLinkRefused(error)) {
      writeFileSync(lockPath(workspace), readFileSync(draft), { mode: 0o600, flag: 'wx' })
      return true
    }
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Null where there is no record, or one that the studio did not write. */
function readRecord(workspace: string): EngineRecord | null {
  try {
    const parsed = EngineRecord.safeParse(JSON.parse(readFileSync(lockPath(workspace), 'utf8')))
    return parsed.success ? parsed.data : null
  } catch (error) {
    if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * Moves the stale record aside before it goes: of two engines that found it at the same time, the later
 * one may have moved the earlier one's fresh record, and puts that back.
 */
function removeStale(workspace: string, stale: string | undefined): void {
  const aside = `${lockPath(workspace)}.${randomBytes(6).toString('hex')}`
  try {
    renameSync(lockPath(workspace), aside)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return
    throw error
  }
  const moved = EngineRecord.safeParse(parseJsonOrNull(readFileSync(aside, 'utf8')))
  if (moved.success && moved.data.instance !== stale) renameSync(aside, lockPath(workspace))
  else rmSync(aside, { force: true })
}

function removeIfOurs(workspace: string, instance: string): void {
  if (readRecord(workspace)?.instance === instance) rmSync(lockPath(workspace), { force: true })
}

/** A process of that number may be a stranger's by now, so that its own word counts. */
async function isAlive(record: EngineRecord, ask: Ask): Promise<boolean> {
  if (!processExists(record.pid)) return false
  const answer = await ask(record.address)
  switch (answer.kind) {
    case 'instance':
      return answer.instance === record.instance
    case 'busy':
      return true
    case 'none':
      return false
  }
}

function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return hasCode(error, 'EPERM')
  }
}

/** Memory sticks and some network drives know no hard links. */
function isLinkRefused(error: unknown): boolean {
  return ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'].some((code) => hasCode(error, code))
}
