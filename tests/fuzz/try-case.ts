import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { TestStudio } from '#main/catalogue/testing/workspace.ts'
import { countRows } from '#main/store/testing/inspect.ts'
import type { ImportReport } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { FuzzCase } from './fuzz-case.ts'

/** What came of a file. `failed`: it was neither read nor refused as it should be. */
export interface Outcome {
  state: 'read' | 'refused' | 'failed'
  /** Of a refusal its sentence, of a failure what is wrong. */
  reason: string
}

/** Previews and imports the data set with the mutated file in it, and removes it again. */
export async function tryCase(studio: TestStudio, { index, specimen, bytes }: FuzzCase): Promise<Outcome> {
  const folder = join(studio.folder, `case-${index}`)
  for (const [name, content] of Object.entries(specimen.files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, name === specimen.mutated ? bytes : content)
  }
  const before = contents(studio)
  try {
    const outcome = await importCase(studio, folder, specimen)
    if (contents(studio) !== before)
      return { state: 'failed', reason: 'something is left of a removed data set' }
    return outcome
  } catch (error) {
    return judge(error, () => contents(studio) === before, specimen.hasLines)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function importCase(
  studio: TestStudio,
  folder: string,
  { kind, mutated, hasLines, request }: FuzzCase['specimen'],
): Promise<Outcome> {
  const within = (name: string) => join(folder, name)
  if (hasLines) await studio.imports.preview({ path: within(mutated) })
  const report = await studio.run({
    name: kind,
    format: request.format,
    interactions: within(request.interactions),
    ...(request.items === undefined ? {} : { items: within(request.items) }),
    ...(request.images === undefined ? {} : { images: within(request.images) }),
  })
  const problem = reportProblem(report, folder)
  await studio.catalogue.removeDataset({ dataset: report.dataset.id })
  if (problem !== null) return { state: 'failed', reason: problem }
  if (hasLines) return { state: 'read', reason: '' }
  // Pictures and features are refused one by one, and the data set is imported without them.
  const refusal = report.skipped.find(
    (row) => row.file === within(mutated) || row.reason.includes(within(mutated)),
  )
  return refusal === undefined ? { state: 'read', reason: '' } : { state: 'refused', reason: refusal.reason }
}

function reportProblem({ dataset, skipped, skippedTotal }: ImportReport, folder: string): string | null {
  const { train, validation, test, interactions } = dataset.counts
  if (train + validation + test !== interactions) return 'the splits do not add up to the interactions'
  if (skipped.length === 0 && skippedTotal > 0) return 'rows were left out and none is named'
  const unnamed = skipped.find(({ file, line }) => !file.startsWith(folder) || line < 1)
  return unnamed === undefined ? null : `a row was left out at ${unnamed.file}:${unnamed.line}`
}

function judge(error: unknown, isUnchanged: () => boolean, hasLines: boolean): Outcome {
  const failed = (reason: string): Outcome => ({ state: 'failed', reason })
  if (!(error instanceof ExpectedError))
    return failed(error instanceof Error ? (error.stack ?? '') : String(error))
  if (!isUnchanged()) return failed(`the store changed: ${error.message}`)
  if (error.location?.file === undefined) return failed(`names no file: ${error.message}`)
  if (hasLines && error.location.line === undefined) return failed(`names no line: ${error.message}`)
  return { state: 'refused', reason: error.message }
}

/** Rows by table and files by folder, as a text to compare. */
function contents({ workspace: { database, paths } }: TestStudio): string {
  const tables = (['dataset', 'item', 'user', 'interaction', 'media'] as const).map(
    (table) => `${table} ${countRows(database, table)}`,
  )
  const files = ['media', 'features'].flatMap((name) => {
    const folder = join(paths.root, name)
    if (!existsSync(folder)) return []
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  })
  return [...tables, ...files.sort()].join('\n')
}
