import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TEXT_MODEL } from '#tests/support/ollama-double/models.ts'
import { type OllamaDouble, startOllamaDouble } from '#tests/support/ollama-double/server.ts'
import { jsonLines, runInFolder } from '../testing/run-in-folder.ts'

let folder: string
let double: OllamaDouble
/** What proposing said beside its result. */
let said: string

const studio = (...words: string[]) => runInFolder(folder, [...words, '--workspace', 'shop'])

/** One job whose model said nothing usable of the first of two items. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-jobs-'))
  double = await startOllamaDouble()
  writeFileSync(join(folder, 'items.csv'), 'id,title,category\na,red mug,Mugs\nb,blue mug,Mugs\n')
  writeFileSync(join(folder, 'pairs.csv'), 'user,item\nu,a\nu,b\nv,a\nv,b\n')
  await studio('init')
  await studio('import', '--name', 'mugs', '--items', 'items.csv', '--interactions', 'pairs.csv')
  double.faults.push({ kind: 'answer', content: 'No.' }, { kind: 'answer', content: 'I cannot.\nSorry.' })
  const propose = ['propose', '--dataset', 'mugs', '--generator', 'ollama', '--concurrency', '1']
  said = (await studio(...propose, '--model', TEXT_MODEL, '--host', double.url)).err
})

afterAll(async () => {
  await double.close()
  rmSync(folder, { recursive: true, force: true })
})

const JOB = {
  job: 1,
  dataset: 'mugs',
  generator: 'ollama',
  model: TEXT_MODEL,
  state: 'finished',
  total: 2,
  done: 1,
  failed: 1,
  message: 'One item failed.',
}
const FAILURE = {
  job: 1,
  item: 'a',
  title: 'red mug',
  attempts: 1,
  error: expect.any(String),
  answers: ['No.', 'I cannot.\nSorry.'],
}

it('says what a new job will take before it starts', () => {
  expect(said).toMatch(
    /^About [\d,]+ tokens to read and [\d,]+ to write for 2 items, by the length of the prompts;/,
  )
})

describe('studio jobs', () => {
  it('lists jobs', async () => {
    expect(jsonLines((await studio('jobs', '--json')).out)).toMatchObject([JOB])
    expect((await studio('jobs')).out).toMatch(
      /^job +dataset +generator +model +state +items +done +failed\n +1 +mugs +ollama .* finished +2 +1 +1\n$/,
    )
  })

  it('shows one job with its items', async () => {
    const [shown] = jsonLines((await studio('jobs', '--job', '1', '--json')).out)
    expect(shown).toMatchObject({
      ...JOB,
      options: { generator: { name: 'ollama' }, seed: 1 },
      items: [
        { item: 'a', title: 'red mug', state: 'failed', attempts: 1 },
        { item: 'b', title: 'blue mug', state: 'done', attempts: 1 },
      ],
    })
    expect((await studio('jobs', '--job', '1')).out).toMatch(
      /One item failed\.\n\n.*\na +red mug +failed +1\n/,
    )
  })

  it.each([[['--failures']], [['--failures', '--job', '1']]])(
    'lists what failed with the reason and the answer: %s',
    async (options) => {
      expect(jsonLines((await studio('jobs', ...options, '--json')).out)).toEqual([FAILURE])
      expect((await studio('jobs', ...options)).out).toMatch(
        /^job 1, item a \(red mug\), 1 attempt\n {2}\S.*\n {2}answer 1:\n {4}No\.\n {2}answer 2:\n {4}I cannot\.\n {4}Sorry\.\n$/,
      )
    },
  )

  it('refuses a job that is not there', async () => {
    for (const options of [[], ['--failures']]) {
      const { code, out, err } = await studio('jobs', '--job', '9', ...options)
      expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'This job does not exist any more.\n' })
    }
  })
})
