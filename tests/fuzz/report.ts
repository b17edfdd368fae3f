import type { Tried } from './messages.ts'

/** The most that one file may take. */
export const LIMITS = { seconds: 5, memory: 1024 ** 3 } as const

export interface KindCounts {
  kind: string
  tried: number
  read: number
  refused: number
  failed: number
  /** Seconds of the slowest one, and which it is. */
  slowest: { seconds: number; index: number }
  /** Most memory, in bytes. */
  memory: number
  /** Of the largest file, in bytes. */
  largest: number
}

/** What is wrong with how a file was taken; null where nothing is. */
export function problemOf({ state, reason, seconds, memory }: Tried): string | null {
  if (state === 'failed') return reason
  if (seconds > LIMITS.seconds) return `took ${seconds.toFixed(1)} s`
  if (memory > LIMITS.memory) return `took ${Math.round(memory / 2 ** 20)} MB`
  return null
}

/** One row a kind, in order of appearance, and the sum of all. */
export function countKinds(all: readonly Tried[]): KindCounts[] {
  const kinds = [...new Set(all.map(({ kind }) => kind))]
  return [
    ...kinds.map((kind) =>
      count(
        kind,
        all.filter((tried) => tried.kind === kind),
      ),
    ),
    count('all', all),
  ]
}

function count(kind: string, all: readonly Tried[]): KindCounts {
  const refused = all.filter((tried) => tried.state === 'refused' && problemOf(tried) === null).length
  const failed = all.filter((tried) => problemOf(tried) !== null).length
  const slowest = all.reduce(
    (most, { seconds, index }) => (seconds > most.seconds ? { seconds, index } : most),
    {
      seconds: 0,
      index: 0,
    },
  )
  return {
    kind,
    tried: all.length,
    read: all.length - refused - failed,
    refused,
    failed,
    slowest,
    memory: Math.max(0, ...all.map((tried) => tried.memory)),
    largest: Math.max(0, ...all.map((tried) => tried.bytes)),
  }
}

const HEADINGS = ['kind', 'tried', 'read', 'refused', 'failed', 'slowest', 'memory', 'largest file']

export function formatCounts(rows: readonly KindCounts[]): string {
  const cells = rows.map(({ kind, tried, read, refused, failed, slowest, memory, largest }) => [
    kind,
    String(tried),
    String(read),
    String(refused),
    String(failed),
    `${slowest.seconds.toFixed(2)} s`,
    `${Math.round(memory / 2 ** 20)} MB`,
    `${(largest / 2 ** 20).toFixed(1)} MB`,
  ])
  const table = [HEADINGS, ...cells]
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)))
  return table
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n')
}
