import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { type OpenAiDouble, SEEING_MODEL, startOpenAiDouble } from '#tests/support/openai-double/server.ts'
import { jsonLines, runInFolder } from '../testing/run-in-folder.ts'

const KEY = 'sk-local-secret'
let folder: string
let double: OpenAiDouble
const studio = (...words: string[]) => runInFolder(folder, [...words, '--workspace', 'shop'])
const propose = (...words: string[]) =>
  studio('propose', '--dataset', 'mugs', '--generator', 'openai', ...words, '--json')

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-openai-'))
  double = await startOpenAiDouble({ key: KEY, kind: 'llamacpp' })
  vi.stubEnv('STUDIO_TEST_KEY', KEY)
  writeFileSync(join(folder, 'items.csv'), 'id,title,category\na,red mug,Mugs\nb,blue mug,Mugs\n')
  writeFileSync(join(folder, 'pairs.csv'), 'user,item\nu,a\nu,b\nv,a\nv,b\n')
  await studio('init')
  await studio('import', '--name', 'mugs', '--items', 'items.csv', '--interactions', 'pairs.csv')
  const server = { host: double.url, keyVariable: 'STUDIO_TEST_KEY', keyFile: '' }
  await studio('settings', '--set', `openaiServer=${JSON.stringify(server)}`)
})

afterAll(async () => {
  await double.close()
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

it('says that no model was chosen', async () => {
  const { code, err } = await propose()
  expect(code).not.toBe(0)
  expect(err).toMatch(/No model was chosen/)
})

it('sends the key to the server of the settings alone', async () => {
  const other = await startOpenAiDouble({ key: KEY })
  const { err } = await propose('--model', SEEING_MODEL, '--host', other.url)
  expect(err).toContain(`${other.url} does not accept the key (401).`)
  await other.close()
})

it('proposes with a model of the server, after a look at whether it sees', async () => {
  const { code, out, err } = await propose('--model', SEEING_MODEL, '--host', double.url)
  expect([code, err]).toEqual([0, expect.any(String)])
  expect(jsonLines(out).at(-1)).toMatchObject({ proposed: 2, failed: 0 })
  expect(JSON.stringify(double.requests[0])).toContain('data:image/jpeg;base64,')
  const { out: listed } = await studio('proposals', '--dataset', 'mugs', '--json')
  expect(jsonLines(listed)).toHaveLength(2)
})

it('is named by the doctor', async () => {
  const { out } = await studio('doctor', '--json')
  const [{ checks }] = jsonLines(out) as [{ checks: { name: string }[] }]
  expect(checks.find(({ name }) => name === 'openai')).toMatchObject({
    state: 'ok',
    detail: expect.stringContaining(`llamacpp b7000-c0ffee1 at ${double.url}: ${SEEING_MODEL}`),
  })
})

it('leaves the key in no file of the workspace', () => {
  const files = readdirSync(join(folder, 'shop'), { recursive: true, withFileTypes: true }).filter((file) =>
    file.isFile(),
  )
  expect(files.length).toBeGreaterThan(1)
  for (const { parentPath, name } of files) {
    expect([name, readFileSync(join(parentPath, name)).includes(KEY)]).toEqual([name, false])
  }
})
