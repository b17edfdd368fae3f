// Imports mutated files one after the other and tells of each; `main.ts` watches it.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openTestStudio } from '#main/catalogue/testing/workspace.ts'
import { skipSyncing } from '#main/store/testing/skip-syncing.ts'
import { fuzzCase } from './fuzz-case.ts'
import type { FuzzMessage } from './messages.ts'
import { FuzzOptions } from './options.ts'
import { makeSpecimens } from './specimens.ts'
import { tryCase } from './try-case.ts'

const options = FuzzOptions.parse(JSON.parse(process.argv[2] ?? ''))
const studio = openTestStudio()
process.on('exit', () => studio.close())
process.on('disconnect', () => process.exit())
skipSyncing(studio.workspace.database)
const specimens = (await makeSpecimens()).filter(({ kind }) => kind.includes(options.kind))
for (let index = options.from; index < options.from + options.files; index++) {
  const tried = fuzzCase(specimens, options.seed, index, options.most * 1024)
  const facts = { index, kind: tried.specimen.kind, mutations: tried.mutations, bytes: tried.bytes.length }
  await tell({ type: 'begins', ...facts })
  forgetPeak()
  const start = process.cpuUsage()
  const outcome = await tryCase(studio, tried)
  const { user, system } = process.cpuUsage(start)
  if (outcome.state === 'failed' && options.keep !== undefined) {
    mkdirSync(options.keep, { recursive: true })
    writeFileSync(join(options.keep, `${options.seed}-${index}`), tried.bytes)
  }
  const seconds = (user + system) / 1e6
  await tell({ type: 'tried', tried: { ...facts, ...outcome, seconds, memory: peakBytes() } })
}
process.disconnect()

function tell(message: FuzzMessage): Promise<void> {
  return new Promise((resolve) => {
    process.send?.(message, () => resolve())
  })
}

/** What one file took is not counted for the next, where the system can tell them apart. */
function forgetPeak(): void {
  globalThis.gc?.()
  if (process.platform === 'linux') writeFileSync('/proc/self/clear_refs', '5')
}

function peakBytes(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(kibibytes ?? 0) * 1024
}
