import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { VISION_MODEL } from '#tests/support/ollama-double/models.ts'
import { startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { runInFolder } from '../testing/run-in-folder.ts'

it('studio doctor looks at the server that it is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-doctor-'))
  const double = await startOllamaDouble()
  onTestFinished(async () => {
    await double.close()
    rmSync(folder, { recursive: true })
  })
  const { code, out } = await runInFolder(folder, ['doctor', '--host', double.url])
  expect(code).toBe(0)
  expect(out).toContain(`at ${double.url}: ${VISION_MODEL} (vision)`)
}, 60_000)
