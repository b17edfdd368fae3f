import { z } from 'zod'

/** Where in a file the input is wrong. Lines and columns count from 1. */
export const InputLocation = z.strictObject({
  file: z.string(),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
})
export type InputLocation = z.infer<typeof InputLocation>

export const ErrorCode = z.enum([
  /** What was named does not exist (any more). */
  'NOT_FOUND',
  /** A file, field or option cannot be used as given. */
  'BAD_INPUT',
  /** It is not for this caller: another role's, or a path of a machine that is not theirs. */
  'FORBIDDEN',
  /** The state of things forbids it: a name is taken, a job runs already, the workspace is in use. */
  'CONFLICT',
  /** A model server, or the engine that a command talks to, does not answer, or not in time. */
  'UNREACHABLE',
  /** A model server answered with a refusal or a failure of its own. */
  'MODEL_FAILED',
  /** A disk is full, can only be read or fails, or a file is not this account's; the sentence names it. */
  'DISK_FAILED',
  /** A person ended it before it was done; nothing of it is left. */
  'CANCELLED',
])
export type ErrorCode = z.infer<typeof ErrorCode>

const data = z.object({ location: InputLocation.optional(), retry: z.string().optional() }).optional()

/** The typed errors of every procedure: a code to branch on and a sentence a person can act on. */
export const commonErrors = {
  NOT_FOUND: { status: 404, data },
  BAD_INPUT: { status: 422, data },
  FORBIDDEN: { status: 403, data },
  CONFLICT: { status: 409, data },
  UNREACHABLE: { status: 503, data },
  MODEL_FAILED: { status: 502, data },
  DISK_FAILED: { status: 507, data },
  CANCELLED: { status: 499, data },
} as const
