import { randomBytes } from 'node:crypto'
import { type Curator, type Session, SessionId } from '#shared/contract/access.ts'
import type { Annotator } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type CuratorRecord, readAccess, type SessionRecord, writeAccess } from './access-file.ts'
import { digestOf, newSecret } from './secret.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE
/** A session that nobody used for so long is over. */
export const IDLE_MILLISECONDS = 14 * DAY
/** However much it is used, a session ends then. */
const LIFE_MILLISECONDS = 90 * DAY
/** Browsers that one person has signed in. */
const SESSIONS_EACH = 50
/** The use of a session is written down no more often: a window asks many times a minute. */
const NOTE_USE_EVERY = 10 * MINUTE
/** Codes that are over are remembered for so long, so that a page can say what became of one. */
const CODE_MEMORY_MILLISECONDS = DAY

export interface GuestListOptions {
  /** `access.json` of the workspace. */
  file: string
  now?: () => number
  /** Hears what went wrong without anybody waiting for it. */
  onProblem?: (sentence: string, cause?: unknown) => void
}

/** Who is let in, with what the session remembers of them. */
export type Guest = { role: 'owner' } | { role: 'curator'; name: Annotator }
type Arrival = Pick<SessionRecord, 'host' | 'from' | 'browser'>

export type CodeState = 'valid' | 'used' | 'expired' | 'unknown'

/** Sessions, one-time codes and curators' tokens of a workspace: who may come in through a browser. */
export class GuestList {
  readonly #file: string
  readonly #now: () => number
  readonly #onProblem: NonNullable<GuestListOptions['onProblem']>
  /** By digest of the secret. */
  readonly #sessions: Map<string, SessionRecord>
  readonly #curators: Map<string, CuratorRecord>
  readonly #codes = new Map<string, { expiresAt: number; used: boolean }>()
  readonly #onEnded = new Set<(session: SessionId) => void>()
  /** When the file was last written, or failed to be. */
  #triedAt: number

  constructor({ file, now = Date.now, onProblem = () => {} }: GuestListOptions) {
    this.#file = file
    this.#now = now
    this.#triedAt = now()
    this.#onProblem = onProblem
    const record = readAccess(file, (aside) =>
      onProblem(
        `access.json could not be read and was put aside as ${aside}: everybody has to sign in again.`,
      ),
    )
    this.#sessions = new Map(record.sessions.map((session) => [session.digest, session]))
    this.#curators = new Map(record.curators.map((curator) => [curator.digest, curator]))
  }

  /** Calls back with every session that ends before its time. */
  onEnded(listener: (session: SessionId) => void): void {
    this.#onEnded.add(listener)
  }

  /** A code that lets one browser in as owner; known to this process alone. */
  issueCode(milliseconds: number): { code: string; expiresAt: number } {
    const code = newSecret()
    const expiresAt = this.#now() + milliseconds
    this.#codes.set(digestOf(code), { expiresAt, used: false })
    return { code, expiresAt }
  }

  /** Uses the code up where it is valid. */
  redeemCode(code: string): CodeState {
    this.#forgetOldCodes()
    const known = this.#codes.get(digestOf(code))
    if (known === undefined) return 'unknown'
    if (known.used) return 'used'
    if (known.expiresAt <= this.#now()) return 'expired'
    known.used = true
    return 'valid'
  }

  /** The curator who has this token, or null. */
  curatorOf(token: string): Annotator | null {
    return this.#curators.get(digestOf(token))?.name ?? null
  }

  /**
   * A new session; the secret is for its cookie, and is kept nowhere else.
   *
   * @param replaced the session that the browser had, which ends
   */
  start(
    guest: Guest,
    arrival: Arrival,
    replaced: SessionId | null = null,
  ): { session: SessionId; secret: string } {
    const secret = newSecret()
    const now = this.#now()
    const id = SessionId.parse(randomBytes(4).toString('hex'))
    this.#removeExpired()
    this.#drop([...this.#sessions.values()].filter((session) => session.id === replaced))
    this.#makeRoom(guest)
    this.#sessions.set(digestOf(secret), {
      id,
      digest: digestOf(secret),
      role: guest.role,
      name: guest.role === 'curator' ? guest.name : null,
      ...arrival,
      createdAt: now,
      usedAt: now,
    })
    // On a full disk a person gets in all the same, until the studio is started anew.
    this.#writeIfPossible()
    return { session: id, secret }
  }

  /** The session of a cookie that was sent to `host`, whose use this notes; null where it is over, unknown or another address's. */
  use(secret: string, host: string): { session: SessionId; guest: Guest } | null {
    const record = this.#sessions.get(digestOf(secret))
    if (record === undefined || record.host !== host) return null
    const now = this.#now()
    if (expiryOf(record) <= now) return null
    const usedBefore = record.usedAt
    record.usedAt = now
    // By tries and not by what was written: on a full disk not every request is to wait for a write that fails.
    if (now - Math.min(usedBefore, this.#triedAt) > NOTE_USE_EVERY) this.#writeIfPossible()
    if (record.role === 'owner') return { session: record.id, guest: { role: 'owner' } }
    return record.name === null ? null : { session: record.id, guest: { role: 'curator', name: record.name } }
  }

  /** Newest use first. */
  sessions(): Session[] {
    this.#removeExpired()
    return [...this.#sessions.values()]
      .map(({ digest: _, ...record }) => ({ ...record, expiresAt: expiryOf(record) }))
      .sort((a, b) => b.usedAt - a.usedAt)
  }

  /** @throws ExpectedError NOT_FOUND for a session that does not exist */
  revoke(which: SessionId | 'all'): number {
    const ended = [...this.#sessions.values()].filter(({ id }) => which === 'all' || id === which)
    if (ended.length === 0 && which !== 'all') {
      throw new ExpectedError('NOT_FOUND', `There is no session ${which}.`, {
        retry: '`studio serve --list-sessions` lists them.',
      })
    }
    this.#end(ended)
    return ended.length
  }

  /** By name. */
  curators(): Curator[] {
    const sessions = this.sessions()
    return [...this.#curators.values()]
      .map(({ name, addedAt }) => {
        const own = sessions.filter((session) => session.name === name)
        return { name, addedAt, sessions: own.length, usedAt: own[0]?.usedAt ?? null }
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1))
  }

  /**
   * @returns the curator's token, which nothing can tell again
   * @throws ExpectedError CONFLICT where a curator has this name, in whatever case
   */
  addCurator(name: Annotator): string {
    if ([...this.#curators.values()].some((other) => foldCase(other.name) === foldCase(name))) {
      throw new ExpectedError('CONFLICT', `There is a curator ${name} already.`, {
        retry: 'Take another name, or remove this one first to give out a new token.',
      })
    }
    const token = newSecret()
    const digest = digestOf(token)
    this.#curators.set(digest, { name, digest, addedAt: this.#now() })
    try {
      this.#write()
    } catch (error) {
      // Nobody has the token: the name is free for the next try.
      this.#curators.delete(digest)
      throw error
    }
    return token
  }

  /** @throws ExpectedError NOT_FOUND */
  removeCurator(name: Annotator): void {
    const record = [...this.#curators.values()].find((other) => other.name === name)
    if (record === undefined) throw new ExpectedError('NOT_FOUND', `There is no curator ${name}.`)
    this.#curators.delete(record.digest)
    this.#end([...this.#sessions.values()].filter((session) => session.name === name))
  }

  /** Whoever is sent away is out at once, also where the disk does not take it and the caller is told so. */
  #end(sessions: readonly SessionRecord[]): void {
    this.#drop(sessions)
    this.#write()
  }

  #drop(sessions: readonly SessionRecord[]): void {
    for (const { digest, id } of sessions) {
      this.#sessions.delete(digest)
      for (const listener of this.#onEnded) listener(id)
    }
  }

  /** A token that is tried again and again must not fill the list: the session that was used the longest ago makes way. */
  #makeRoom(guest: Guest): void {
    const name = guest.role === 'curator' ? guest.name : null
    const own = [...this.#sessions.values()].filter((session) => session.name === name)
    own.sort((a, b) => b.usedAt - a.usedAt)
    this.#drop(own.slice(SESSIONS_EACH - 1))
  }

  #removeExpired(): void {
    const now = this.#now()
    for (const [digest, record] of this.#sessions) {
      if (expiryOf(record) <= now) this.#sessions.delete(digest)
    }
  }

  #forgetOldCodes(): void {
    const now = this.#now()
    for (const [digest, { expiresAt }] of this.#codes) {
      if (expiresAt + CODE_MEMORY_MILLISECONDS <= now) this.#codes.delete(digest)
    }
  }

  #write(): void {
    this.#triedAt = this.#now()
    writeAccess(this.#file, {
      version: 1,
      sessions: [...this.#sessions.values()],
      curators: [...this.#curators.values()],
    })
  }

  /** For what may be lost at the next start. */
  #writeIfPossible(): void {
    try {
      this.#write()
    } catch (error) {
      this.#onProblem('Who is signed in could not be written down.', error)
    }
  }
}

function expiryOf({ createdAt, usedAt }: Pick<SessionRecord, 'createdAt' | 'usedAt'>): number {
  return Math.min(usedAt + IDLE_MILLISECONDS, createdAt + LIFE_MILLISECONDS)
}

function foldCase(name: string): string {
  return name.normalize('NFKC').toLowerCase()
}
