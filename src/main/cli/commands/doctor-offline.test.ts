import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { z } from 'zod'
import { jsonLines, runInFolder } from '../testing/run-in-folder.ts'

/** `studio doctor --offline` where this script stands in for the studio that it runs. */
function offlineWith(script: string, ...words: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'cli-offline-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'cli.js'), script)
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}')
  return runInFolder(folder, ['doctor', '--offline', ...words])
}

const Result = z.object({
  offline: z.boolean(),
  contacts: z.array(z.object({ host: z.string(), port: z.number().nullable(), verdict: z.string() })),
})

it('lists who was contacted, and fails where no setting names it', async () => {
  const reach = `import { connect } from 'node:net'
    for (const [port, host] of [[81, '192.0.2.7'], [11434, '127.0.0.1']]) connect(port, host).on('error', () => {})
    setTimeout(() => process.exit(), 100)`
  const { code, out, err } = await offlineWith(reach, '--json')
  expect(code).toBe(1)
  expect(err).toContain('The studio wanted to reach 192.0.2.7, which no setting names.')
  const result = Result.parse(jsonLines(out)[0])
  expect(result.offline).toBe(false)
  expect(result.contacts.map(({ host, port, verdict }) => [host, port, verdict]).sort()).toEqual([
    ['127.0.0.1', 11434, 'configured'],
    ['192.0.2.7', 81, 'stranger'],
  ])
})

it('says that nothing was contacted', async () => {
  const { code, out } = await offlineWith('')
  expect(code).toBe(0)
  expect(out).toMatch(/^The whole loop ran and contacted no address\./)
})

it('says how far it came, and why no further', async () => {
  const { code, err } = await offlineWith(
    `if (process.argv[2] === 'sample') { console.error('No room.'); process.exit(1) }`,
  )
  expect(code).toBe(1)
  expect(err).toContain('The loop came no further than to make a sample: No room.')
})
