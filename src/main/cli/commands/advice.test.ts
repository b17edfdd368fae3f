import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { jsonLines, runInFolder } from '../testing/run-in-folder.ts'

it('studio advice is kept by a job that gives it, and told to the model', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cli-advice-'))
  const double = await startOllamaDouble()
  onTestFinished(async () => {
    await double.close()
    rmSync(folder, { recursive: true, force: true })
  })
  const studio = (...words: string[]) => runInFolder(folder, [...words, '--workspace', 'shop'])
  const propose = (...words: string[]) =>
    studio(
      ...['propose', '--dataset', 'mugs', '--generator', 'ollama', '--model', TEXT_MODEL],
      ...['--host', double.url, ...words],
    )
  writeFileSync(join(folder, 'items.csv'), 'id,title\na,red mug\nb,blue mug\n')
  writeFileSync(join(folder, 'pairs.csv'), 'user,item\nu,a\nu,b\n')
  await studio('init')
  await studio('import', '--name', 'mugs', '--items', 'items.csv', '--interactions', 'pairs.csv')
  expect((await studio('advice', '--dataset', 'mugs')).out).toContain('nothing')
  const lines = ['--line', 'Be bold.', '--line', 'Be brief.']
  const { out } = await studio('advice', '--dataset', 'mugs', ...lines)
  expect(out).toContain('as a person put it:\n  Be bold.\n  Be brief.\n')

  await propose('--limit', '1', '--advice')
  await studio('advice', '--dataset', 'mugs', '--suggested')
  await propose()
  const told = double.of('/api/chat').map(({ body }) => JSON.stringify(body).includes('- Be bold.'))
  expect(told[0]).toBe(true)
  expect(told.at(-1)).toBe(false)
  const shown = async (job: string) => jsonLines((await studio('jobs', '--job', job, '--json')).out)[0]
  const older = await shown('1')
  const newer = await shown('2')
  expect(older).toMatchObject({ done: 1, options: { advice: ['Be bold.', 'Be brief.'] } })
  expect(newer).toMatchObject({
    done: 1,
    options: expect.not.objectContaining({ advice: expect.anything() }),
  })
})
