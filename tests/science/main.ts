// Compares arms where the truth is known; see docs/science.md. `npm run science -- --help` says how.

import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildEntry } from '#tests/support/build-entry.ts'
import { runCommandLine, UsageError } from '#tests/support/command-line.ts'
import { chooseSettings, readChosenSettings, scopeOf, writeChosenSettings } from './chosen-settings.ts'
import { METHODS, type MethodName } from './methods.ts'
import { type Options, parseOptions, USAGE, type Work } from './options.ts'
import { placeName } from './place.ts'
import { trainAll } from './place-processes.ts'
import { armsAt, type Plan, planArms, planTuning } from './planned-trials.ts'
import { PROBE_ARMS } from './probe-arms.ts'
import { describeProbes } from './probe-report.ts'
import { describeResults } from './report.ts'
import { ResultsFile } from './results-file.ts'
import type { Trial } from './trial.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const chosenFile = join(root, 'tests', 'science', 'chosen-settings.json')
process.exitCode = await runCommandLine(USAGE, (commandLine) =>
  carryOut(parseOptions(commandLine, process.cwd(), tmpdir())),
)

/** @returns the exit code: 0, or 1 where a trial failed */
async function carryOut(options: Options): Promise<number> {
  switch (options.do) {
    case 'report':
      console.log(describeResults(resultsOf(options.folder).read()))
      return 0
    case 'prepare-studies':
      return prepareStudies(options)
    case 'compare':
      return compare(options)
    case 'tune':
      return tune(options)
  }
}

function resultsOf(folder: string): ResultsFile {
  return new ResultsFile(join(folder, 'results.jsonl'))
}

async function compare(options: Extract<Options, { do: 'compare' }>): Promise<number> {
  const { probed } = options
  const arms = options.places.flatMap(({ world }) => (probed ? PROBE_ARMS : armsAt(world)))
  const names = new Set(arms.map(({ name }) => name))
  const unknown = options.arms?.find((name) => !names.has(name))
  if (unknown !== undefined) {
    throw new UsageError(`There is no arm "${unknown}". There are ${[...names].join(', ')}.`)
  }
  const plan = planArms({ ...options, chosen: readChosenSettings(chosenFile) })
  const results = probed ? new ResultsFile(join(options.out, 'probes.jsonl')) : resultsOf(options.out)
  const failures = await trainMissing(plan, results, options)
  console.log((probed ? describeProbes : describeResults)(results.read()))
  return failures > 0 ? 1 : 0
}

async function tune(options: Extract<Options, { do: 'tune' }>): Promise<number> {
  const methods = options.methods?.map(methodNamed) ?? (Object.keys(METHODS) as MethodName[])
  const plan = planTuning({ ...options, methods })
  const results = new ResultsFile(join(options.out, 'tuning.jsonl'))
  const failures = await trainMissing(plan, results, options)
  const chosen = readChosenSettings(chosenFile)
  for (const [scope, places] of Map.groupBy(options.places, ({ world }) => scopeOf(world))) {
    const names = places.map(placeName)
    const tried = results
      .read()
      .filter((result) => names.includes(placeName(result)) && isPlanned(plan, result))
    const choices = chooseSettings(tried, places.length)
    chosen[scope] = {
      from: `npm run science -- --tune, ${names.join(', ')}: the highest mean validation Recall@20, ${options.rounds} rounds of proposals`,
      methods: { ...chosen[scope].methods, ...choices },
    }
    for (const [method, { settings, validation }] of Object.entries(choices)) {
      console.log(
        `${scope} ${method}: ${JSON.stringify(settings)}, validation Recall@20 ${validation.toFixed(4)}`,
      )
    }
  }
  writeChosenSettings(chosenFile, chosen)
  return failures > 0 ? 1 : 0
}

/** A result that was made with other rounds or epochs is not one of this tuning. */
function isPlanned({ trials }: Plan, { settings, rounds }: Trial): boolean {
  return trials.some((trial) => trial.rounds === rounds && trial.settings.epochs === settings.epochs)
}

function methodNamed(name: string): MethodName {
  const found = (Object.keys(METHODS) as MethodName[]).find((method) => method === name)
  if (found !== undefined) return found
  throw new UsageError(`There is no method "${name}". There are ${Object.keys(METHODS).join(', ')}.`)
}

async function prepareStudies(options: Extract<Options, { do: 'prepare-studies' }>): Promise<number> {
  const { places, workspace: folder, rounds, movies } = options
  const entry = await build('study-workspace.ts')
  const { prepareStudyWorkspace }: typeof import('./study-workspace.ts') = await import(entry)
  for (const name of await prepareStudyWorkspace(places, { folder, rounds, movies })) console.log(name)
  return 0
}

/** @returns how many trials failed */
async function trainMissing({ trials, left }: Plan, results: ResultsFile, work: Work): Promise<number> {
  for (const [name, reason] of left) console.error(`Left out: ${name}, since ${reason}`)
  const missing = results.missing(trials)
  console.error(`${trials.length} trainings, ${trials.length - missing.length} of them done before.`)
  if (missing.length === 0) return 0
  const entry = await build('place-process.ts')
  const { out, movies, rounds, processes } = work
  return trainAll(missing, {
    ...{ entry, folder: out, movies, rounds, processes, results },
    say: (line) => console.error(line),
  })
}

/** @returns the built module, which is there until this process ends */
async function build(file: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'neggen-science-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  process.on('SIGINT', () => process.exit(130))
  process.on('SIGTERM', () => process.exit(143))
  console.error('Building …')
  return buildEntry(root, folder, join('tests', 'science', file))
}
