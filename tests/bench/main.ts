// Measures the training engine as ratios in one run; see CONTRIBUTING.md. `npm run bench -- --help` says how.

import { fork } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildEntry } from '#tests/support/build-entry.ts'
import { runCommandLine } from '#tests/support/command-line.ts'
import { describeMachine, type Machine } from './machine.ts'
import { type Options, parseOptions, USAGE } from './options.ts'
import { figureByMinima, formatTable, type Line, type RowName, unrestOf, verdictOf } from './report.ts'
import { Answer, type Settings, threadsInWords } from './settings.ts'
import { withoutFigure } from './without-figure.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
process.exitCode = await runCommandLine(USAGE, (commandLine) =>
  bench(parseOptions(commandLine, root, process.cwd())),
)

/** @returns the exit code: 0 whether goals are met or missed, 1 where something could not run */
async function bench(options: Options): Promise<number> {
  const machine = describeMachine(root)
  const folder = await mkdtemp(join(tmpdir(), 'neggen-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  // The process of a row ends when this one is gone.
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  console.error('Building what is measured …')
  const entry = await buildEntry(root, folder, join('tests', 'bench', 'row-process.ts'))
  const lines: Line[] = []
  for (const row of options.rows) {
    console.error(`Measuring ${row} …`)
    lines.push(...(await measureRow(row, entry, join(folder, row), options)))
  }
  console.log(`${describe(machine, options)}\n\n${formatTable(lines)}`)
  if (options.json !== null) await writeJson(options.json, machine, options, lines)
  return lines.some((line) => verdictOf(line) === 'failed') ? 1 : 0
}

/** In a process of its own. */
async function measureRow(row: RowName, entry: string, folder: string, options: Options): Promise<Line[]> {
  await mkdir(folder)
  const { threads, rounds, limit, movies, peer } = options
  const settings: Settings = {
    ...{ row, threads, rounds, limit, movies, peer, folder },
    peers: {
      implicit: peerScript('implicit_bpr.py'),
      torch: peerScript('torch_steps.py'),
      sentences: peerScript('sentence_vectors.py'),
    },
    trainer: join(root, 'out', 'main', 'trainer.js'),
    studio: join(root, 'out', 'main', 'cli.js'),
    peakMemory: join(root, 'tests', 'bench', 'peak-memory.mjs'),
  }
  const child = fork(entry, [JSON.stringify(settings)], { execArgv: [] })
  const ended = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('exit', (code, signal) => resolve(`its process ended with ${signal ?? `code ${code}`}`))
  })
  const failed = (reason: string) => [withoutFigure(row, 'failed', reason)]
  let lines: Line[] | null = null
  child.on('message', (raw) => {
    const answer = Answer.safeParse(raw)
    lines = answer.success ? answer.data : failed(answer.error.message)
    // It waits for this, so that its answer is here before it is gone.
    child.disconnect()
  })
  const end = await ended
  return lines ?? failed(end)
}

function peerScript(name: string): string {
  return join(root, 'tests', 'bench', 'peers', name)
}

function describe(
  { processor, cores, memory, system, node, load, commit }: Machine,
  options: Options,
): string {
  const { threads, rounds } = options
  return [
    `${processor}, ${cores} cores, ${memory.toFixed(0)} GiB, ${system}, Node ${node}, ${commit ?? 'no checkout'}`,
    `${threadsInWords(threads)}, ${rounds} rounds; load average at the start ${load.toFixed(1)}: a busy machine makes figures worthless`,
  ].join('\n')
}

async function writeJson(
  file: string,
  machine: Machine,
  options: Options,
  lines: readonly Line[],
): Promise<void> {
  const { threads, rounds } = options
  const report = {
    when: new Date().toISOString(),
    machine,
    threads,
    rounds,
    lines: lines.map((line) => ({
      ...line,
      byMinima: figureByMinima(line),
      verdict: verdictOf(line),
      unrest: unrestOf(line),
    })),
  }
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`)
}
