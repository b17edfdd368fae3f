// Everything that has to hold before a change lands, quickest first. Ends with the sum of what ran and names what was skipped.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { testBrowser } from '#tests/support/browser.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

interface VitestReport {
  numPassedTests: number
  numFailedTests: number
  testResults: {
    name: string
    status: string
    assertionResults: { title: string; ancestorTitles: string[]; status: string }[]
  }[]
}

function step(name: string, script: string, args: string[]): boolean {
  console.log(`\n== ${name}`)
  const start = performance.now()
  const result = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: 'inherit',
  })
  console.log(
    `== ${name}: ${result.status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - start) / 1000).toFixed(1)} s`,
  )
  return result.status === 0
}

const reports = mkdtempSync(join(tmpdir(), 'studio-test-'))
process.on('exit', () => rmSync(reports, { recursive: true, force: true }))

const totals = { passed: 0, failed: 0 }
/** Names of the skipped tests by where they stand. */
const skipped = new Map<string, string[]>()

function vitest(project: string): boolean {
  const report = join(reports, `${project}.json`)
  const ok = step(`${project} tests`, 'vitest/vitest.mjs', [
    'run',
    '--project',
    project,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ])
  const result = JSON.parse(readFileSync(report, 'utf8')) as VitestReport
  totals.passed += result.numPassedTests
  totals.failed += result.numFailedTests
  for (const file of result.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'passed' || test.status === 'failed') continue
      const place = [relative(root, file.name), ...test.ancestorTitles].join(': ')
      skipped.set(place, [...(skipped.get(place) ?? []), test.title])
    }
  }
  return ok
}

/** The component tests; skipped by name where this machine has no browser for them. */
function components(): boolean {
  if (testBrowser !== null) return vitest('browser')
  skipped.set('src/renderer', ['component tests [needs Chromium, Chrome or Edge]'])
  return true
}

const steps: (() => boolean)[] = [
  () => step('lint and format', '@biomejs/biome/bin/biome', ['ci', '--max-diagnostics=50', '.']),
  () => step('types: engine, trainer, tests', 'typescript/bin/tsc', ['-p', 'tsconfig.node.json']),
  () => step('types: window', 'typescript/bin/tsc', ['-p', 'tsconfig.web.json']),
  () => vitest('unit'),
  () => components(),
  () => vitest('e2e'),
]

let failedSteps = 0
for (const run of steps) {
  if (run()) continue
  failedSteps += 1
  // A tree that does not lint or compile is not worth the minutes of its tests.
  break
}
if (skipped.size > 0) {
  console.log(`\nSkipped (each name says what is missing):`)
  for (const [place, [name = '', ...others]] of skipped) {
    console.log(others.length === 0 ? `  - ${place}: ${name}` : `  - ${place}: ${others.length + 1} tests`)
  }
}
const skippedTests = [...skipped.values()].flat().length
console.log(
  `\n${totals.passed} passed, ${totals.failed + (totals.failed === 0 ? failedSteps : 0)} failed, ${skippedTests} skipped`,
)
process.exitCode = failedSteps === 0 ? 0 : 1
