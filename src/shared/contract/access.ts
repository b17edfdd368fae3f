import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { Annotator, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

/** An owner does all; a curator reviews, and sees nothing of settings, paths and runs. */
export const Role = z.enum(['owner', 'curator'])
export type Role = z.infer<typeof Role>

/** Names a session to people; it opens nothing. */
export const SessionId = z
  .string()
  .regex(/^[0-9a-f]{8}$/)
  .brand<'SessionId'>()
export type SessionId = z.infer<typeof SessionId>

/** Who calls. `remote`: from another machine, where a path would mean a file of this one. */
export type Caller =
  /** A session of null: over the engine's socket, or within its process, where the system says who may. */
  | { role: 'owner'; session: SessionId | null; remote: boolean }
  | { role: 'curator'; name: Annotator; session: SessionId; remote: boolean }

/** Whoever has this account on this machine: the desktop's window, a command. */
export const OWNER_HERE: Caller = { role: 'owner', session: null, remote: false }

/** A browser that was let in. */
export const Session = z.object({
  id: SessionId,
  role: Role,
  /** Of a curator. */
  name: Annotator.nullable(),
  /** The address that the browser knows the studio by; the session is good for no other. */
  host: z.string(),
  /** Where it came from when it was let in. */
  from: z.string(),
  /** What the browser says it is. */
  browser: z.string(),
  createdAt: Timestamp,
  usedAt: Timestamp,
  /** When it ends unless it is used before. */
  expiresAt: Timestamp,
})
export type Session = z.infer<typeof Session>

export const Curator = z.object({
  name: Annotator,
  addedAt: Timestamp,
  /** Of open sessions, when the last one was used; null without any. */
  usedAt: Timestamp.nullable(),
  sessions: z.int().nonnegative(),
})
export type Curator = z.infer<typeof Curator>

export const access = {
  /** Who the caller is to the studio. */
  me: base.output(
    z.object({
      role: Role,
      /** Of a curator. */
      name: Annotator.nullable(),
      /** Null in the desktop's window and for commands, which need none. */
      session: SessionId.nullable(),
      /** From another machine: files are sent, and no path is taken. */
      remote: z.boolean(),
    }),
  ),
  /** Ends the caller's own session; false where there is none. */
  leave: base.output(z.object({ left: z.boolean() })),
  /** A fresh address that lets one browser in as owner, once. CONFLICT where no browser can come in. */
  invite: base.output(z.object({ url: z.string(), expiresAt: Timestamp })),
  /** Newest use first. */
  sessions: base.output(z.array(Session)),
  /** Ends a session, or all; their streams close. */
  revoke: base
    .input(z.object({ session: z.union([SessionId, z.literal('all')]) }))
    .output(z.object({ revoked: z.int().nonnegative() })),
  /** By name. */
  curators: base.output(z.array(Curator)),
  /** Answers the curator's token, which is told this once. CONFLICT where the name is taken. */
  addCurator: base.input(z.object({ name: Annotator })).output(
    z.object({
      name: Annotator,
      token: z.string(),
      /** Where the token is to be pasted; null where no browser can come in. */
      url: z.string().nullable(),
    }),
  ),
  /** Their token opens nothing any more, and their sessions end. Decisions keep the name. */
  removeCurator: base.input(z.object({ name: Annotator })).output(z.object({ removed: z.literal(true) })),
}
