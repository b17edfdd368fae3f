import { join } from 'node:path'
import { runStudio } from '../program.ts'

/** How a command ended, and what it wrote. */
export interface Written {
  readonly code: number
  /** Standard output. */
  readonly out: string
  readonly err: string
}

export interface Watching {
  interrupted?: AbortSignal
  /** Called with what standard output has so far. */
  onOut?: (out: string) => void
  /** Of the terminal; none where the output is no terminal. */
  columns?: number
}

/** Runs the command in this process, from a folder; its trainer is `trainer.mjs` there, for a test that trains. */
export async function runInFolder(
  folder: string,
  words: readonly string[],
  { interrupted = new AbortController().signal, onOut, columns }: Watching = {},
): Promise<Written> {
  const written = { out: '', err: '' }
  const code = await runStudio(words, {
    out: (text) => {
      written.out += text
      onOut?.(written.out)
    },
    err: (text) => {
      written.err += text
    },
    columns: () => columns ?? null,
    folder,
    program: { trainer: join(folder, 'trainer.mjs'), renderer: join(folder, 'renderer') },
    interrupted,
  })
  return { code, ...written }
}

/** What a command with `--json` wrote, a value a line. */
export function jsonLines(out: string): unknown[] {
  return out
    .split('\n')
    .slice(0, -1)
    .map((line): unknown => JSON.parse(line))
}
