import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { UsageError } from '#tests/support/command-line.ts'
import { RowName } from './report.ts'

/** What a run of the benchmark was asked for. Paths are absolute. */
export interface Options {
  readonly rows: readonly RowName[]
  /** Of the wasm backend and of what it is measured against. */
  readonly threads: number
  readonly rounds: number
  /** Where to write the JSON; null for nowhere. */
  readonly json: string | null
  /** Folder of the limit in C. */
  readonly limit: string
  /** Folder of the movies' data. */
  readonly movies: string
  /** A Python with the libraries implicit and torch; null for none. */
  readonly peer: string | null
}

export const USAGE = `Usage: npm run bench -- [row ...] [options]
Rows: ${RowName.options.join(', ')}; all of them unless some are named.
  --threads N   threads of the wasm backend and of what it is measured against (2)
  --rounds N    rounds in which a row measures its contenders in turn (5)
  --json FILE   also write the figures as JSON
  --limit DIR   folder with main_avx.c and kernels_avx.c, the limit in C (../shared/probes/compute)
  --movies DIR  folder of the movies' data (../shared/data/movies)
  --peer PYTHON a Python with the libraries implicit, torch and sentence-transformers, which the optimisers, the models and the encoders
                are measured against (none)`

/**
 * @param root the repository's folder, from which default folders start
 * @param from the folder that relative paths mean
 * @throws UsageError
 */
export function parseOptions(commandLine: readonly string[], root: string, from: string): Options {
  const { positionals, values } = parse(commandLine)
  const rows = z.array(RowName).safeParse(positionals)
  if (!rows.success) {
    const unknown = positionals.filter((name) => !RowName.safeParse(name).success)
    throw new UsageError(`Unknown row "${unknown.join('", "')}".`)
  }
  const path = (value: string | undefined, otherwise: string) =>
    value === undefined ? resolve(root, otherwise) : resolve(from, value)
  return {
    rows: rows.data.length === 0 ? RowName.options : [...new Set(rows.data)],
    threads: wholeNumber('--threads', values.threads, 2),
    rounds: wholeNumber('--rounds', values.rounds, 5),
    json: values.json === undefined ? null : resolve(from, values.json),
    limit: path(values.limit, '../shared/probes/compute'),
    movies: path(values.movies, '../shared/data/movies'),
    peer: values.peer ?? null,
  }
}

function parse(commandLine: readonly string[]) {
  try {
    return parseArgs({
      args: [...commandLine],
      allowPositionals: true,
      options: {
        threads: { type: 'string' },
        rounds: { type: 'string' },
        json: { type: 'string' },
        limit: { type: 'string' },
        movies: { type: 'string' },
        peer: { type: 'string' },
      },
    })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

function wholeNumber(option: string, text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise
  const value = /^\d+$/.test(text) ? Number(text) : 0
  if (value < 1 || value > 64)
    throw new UsageError(`${option} takes a whole number from 1 to 64, not "${text}".`)
  return value
}
