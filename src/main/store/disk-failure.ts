import { ExpectedError } from '#shared/expected-error.ts'

type Words = readonly [message: (place: string) => string, retry: string]

const FULL: Words = [(place) => `The disk of ${place} is full.`, 'Free some space, then try again.']
const READ_ONLY: Words = [
  (place) => `${place} is on a disk that can only be read.`,
  'Make the disk writable, then try again.',
]
const FORBIDDEN: Words = [
  (place) => `This account may not use ${place}.`,
  'Change its permissions, then try again.',
]
const BROKEN: Words = [
  (place) => `The disk of ${place} reports an error.`,
  'Check the disk and its cables; what was saved before is still there. Then start the studio again.',
]
const TOO_MANY: Words = [
  (place) => `This account has too many files open to use ${place}.`,
  'Close other programs, or raise the limit (`ulimit -n`), then start the studio again.',
]
const IN_USE: Words = [
  (place) => `Another program holds the database of ${place}.`,
  'Close what has studio.db open, such as a database browser or a backup, then try again.',
]
const DAMAGED: Words = [
  (place) => `The database of ${place} is damaged.`,
  'Close the studio and run `studio restore`, which lists the backups and puts one in its place.',
]

/** By the operating system's code. */
const SYSTEM: Readonly<Record<string, Words>> = {
  ENOSPC: FULL,
  EDQUOT: [
    (place) => `The disk quota of ${place} is used up.`,
    'Free some space or raise the quota, then try again.',
  ],
  EROFS: READ_ONLY,
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EIO: BROKEN,
  EMFILE: TOO_MANY,
  ENFILE: TOO_MANY,
}

/** By the beginning of SQLite's code, the first that fits. */
const SQLITE: readonly (readonly [code: string, words: Words])[] = [
  ['SQLITE_FULL', FULL],
  // The shared index of the log could not grow.
  ['SQLITE_IOERR_SHM', FULL],
  ['SQLITE_READONLY', READ_ONLY],
  ['SQLITE_IOERR_CORRUPTFS', DAMAGED],
  ['SQLITE_IOERR', BROKEN],
  ['SQLITE_CANTOPEN', FORBIDDEN],
  ['SQLITE_PERM', FORBIDDEN],
  ['SQLITE_AUTH', FORBIDDEN],
  ['SQLITE_BUSY', IN_USE],
  ['SQLITE_LOCKED', IN_USE],
  ['SQLITE_CORRUPT', DAMAGED],
  ['SQLITE_NOTADB', DAMAGED],
]

/** Calls that fail with the same codes and touch no file. */
const NO_FILES: ReadonlySet<string> = new Set(['connect', 'listen', 'bind', 'kill'])

/**
 * What a person is told where a disk or a file kept the studio from its work, by the codes of the operating system and
 * of SQLite; null for any other failure. A `DISK_FAILED` is handed on as it is.
 *
 * @param place what is named where the failure does not name its file, the workspace's folder as a rule
 */
export function diskFailure(error: unknown, place: string): ExpectedError | null {
  if (error instanceof ExpectedError) return error.code === 'DISK_FAILED' ? error : null
  if (!(error instanceof Error)) return null
  if ('syscall' in error && NO_FILES.has(String(error.syscall))) return null
  const words = wordsFor('code' in error ? String(error.code) : '', error.message)
  if (words === null) return diskFailure(error.cause, place)
  const [message, retry] = words
  return new ExpectedError('DISK_FAILED', message(fileOf(error) ?? place), { retry, cause: error })
}

function wordsFor(code: string, message: string): Words | null {
  // sharp passes the words of libvips on, without a code.
  if (/No space left on device/i.test(message)) return FULL
  return SYSTEM[code] ?? SQLITE.find(([start]) => code.startsWith(start))?.[1] ?? null
}

/** The system's errors name the file of most calls, but not of a write. */
function fileOf(error: Error): string | null {
  return 'path' in error && typeof error.path === 'string' ? error.path : null
}
