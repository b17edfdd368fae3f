import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { jsonLines, runInFolder } from '../testing/run-in-folder.ts'

let folder: string
let double: OllamaDouble

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-try-'))
  double = await startOllamaDouble()
  writeFileSync(join(folder, 'items.csv'), 'id,title,category\na-1,red mug,Mugs\nb,blue mug,Mugs\n')
  writeFileSync(join(folder, 'pairs.csv'), 'user,item\nu,a-1\nu,b\nv,a-1\nv,b\n')
  await studio('init')
  await studio('import', '--name', 'mugs', '--items', 'items.csv', '--interactions', 'pairs.csv')
})

afterAll(async () => {
  await double.close()
  rmSync(folder, { recursive: true, force: true })
})

const studio = (...words: string[]) => runInFolder(folder, [...words, '--workspace', 'shop'])
const tries = (...words: string[]) =>
  studio(
    ...['try', '--dataset', 'mugs', '--item', 'a-1', '--set', `model=${TEXT_MODEL}`],
    ...['--set', `host=${double.url}`, '--set', 'pictures=false', ...words],
  )

describe('studio try', () => {
  it('shows each step and the negative, and stores nothing', async () => {
    const { code, out } = await tries()
    expect(code).toBe(0)
    expect(out).toMatch(/^attributes \(\d+ tokens read, \d+ written, .*\n {4}\{/)
    expect(out).toMatch(/\nvalues \(.*\n[\s\S]*Keeps the rules\.\n\n.+: red → .+\n/)
    expect((await studio('proposals', '--dataset', 'mugs', '--json')).out).toBe('')
  })

  it('asks a prompt that is still in a file', async () => {
    writeFileSync(join(folder, 'draft.md'), 'What of\n<text>\n{{text}}\n</text>?')
    const { out } = await tries('--draft', 'attributes=draft.md', '--prompts', '--json')
    const [first] = jsonLines(out)
    expect(first).toMatchObject({ step: 'attributes', prompt: 'What of\n<text>\nred mug\n</text>?' })
    const wrong = await tries('--draft', 'mask-it=draft.md')
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('There is no prompt "mask-it"') })
  })

  it('ends with what failed, after what was said', async () => {
    double.faults.push({ kind: 'answer', content: 'No.' }, { kind: 'answer', content: 'Never.' })
    const { code, out, err } = await tries()
    expect(code).toBe(1)
    expect(out).toMatch(/ {4}No\.\n[\s\S]*asked again[\s\S]*Never\./)
    expect(err).toContain('cannot be used')
    expect(await studio('try', '--dataset', 'mugs', '--item', 'a')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no item "a"'),
    })
  })
})
