// Tries all readers on mutated files; see CONTRIBUTING.md. `npm run fuzz -- --help` says how.

import { fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildEntry } from '#tests/support/build-entry.ts'
import { runCommandLine } from '#tests/support/command-line.ts'
import { FuzzMessage, type Tried } from './messages.ts'
import { type FuzzOptions, parseOptions, USAGE } from './options.ts'
import { countKinds, formatCounts, problemOf } from './report.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
/** Seconds without a word after which a file hangs; a busy machine is given time. */
const PATIENCE = 60
process.exitCode = await runCommandLine(USAGE, (commandLine) => fuzz(parseOptions(commandLine)))

/** @returns the exit code: 0 where every file was read or refused, 1 where one was not */
async function fuzz(given: FuzzOptions): Promise<number> {
  const options = given.keep === undefined ? given : { ...given, keep: resolve(given.keep) }
  const folder = mkdtempSync(join(tmpdir(), 'neggen-fuzz-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  console.error('Building what is tried …')
  const entry = await buildEntry(root, folder, join('tests', 'fuzz', 'fuzz-process.ts'))
  const all: Tried[] = []
  const end = options.from + options.files
  for (let from = options.from; from < end; from = options.from + all.length) {
    all.push(...(await tryFrom(entry, folder, { ...options, from, files: end - from })))
  }
  console.log(formatCounts(countKinds(all)))
  const problems = all.filter((tried) => problemOf(tried) !== null)
  for (const tried of problems) {
    const { index, kind, mutations } = tried
    console.log(
      `\n${kind}: ${mutations.join(', ')}\n${problemOf(tried)}\nnpm run fuzz -- --seed ${options.seed} --most ${options.most}${options.kind === '' ? '' : ` --kind "${options.kind}"`} --from ${index} --files 1`,
    )
  }
  return problems.length === 0 ? 0 : 1
}

/** Tries files in a process of its own until all are tried, or one hangs or ends the process. */
async function tryFrom(entry: string, folder: string, options: FuzzOptions): Promise<Tried[]> {
  const env = { ...process.env, TMPDIR: folder }
  const child = fork(entry, [JSON.stringify(options)], { execArgv: ['--expose-gc'], env })
  const all: Tried[] = []
  let begun: Extract<FuzzMessage, { type: 'begins' }> | null = null
  let hung = false
  const hang = () => {
    hung = true
    child.kill('SIGKILL')
  }
  let timer = setTimeout(hang, PATIENCE * 1000)
  child.on('message', (raw) => {
    const message = FuzzMessage.parse(raw)
    clearTimeout(timer)
    timer = setTimeout(hang, PATIENCE * 1000)
    if (message.type === 'begins') begun = message
    else {
      begun = null
      all.push(message.tried)
      if (all.length % 500 === 0) console.error(`${message.tried.index + 1} tried …`)
    }
  })
  const end = await new Promise<string>((done) => {
    child.on('error', (error) => done(error.message))
    child.on('exit', (code, signal) => done(signal ?? `code ${code}`))
  })
  clearTimeout(timer)
  // Narrowed to null by what the callbacks above cannot be seen to do.
  const last = begun as Extract<FuzzMessage, { type: 'begins' }> | null
  if (last !== null) {
    const reason = hung ? `hangs for more than ${PATIENCE} s` : `ends the process with ${end}`
    all.push({ ...last, state: 'failed', reason, seconds: hung ? PATIENCE : 0, memory: 0 })
  } else if (all.length < options.files) {
    throw new Error(`The process that imports ended with ${end} between two files.`)
  }
  return all
}
