import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { JobId, TemplateId } from '#shared/contract/ids.ts'
import { namedItems, nextItems } from './job-item-repository.ts'
import { insertJob, readJob } from './job-repository.ts'
import { upgradeJobOptions } from './stored-job-options.ts'
import { isTemplateUsed } from './template-repository.ts'
import { seedCatalogue } from './testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from './workspace.ts'

let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'options-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const use = (id: number) => ({ id: id as TemplateId, version: 1 })
const generator = {
  name: 'ollama',
  model: 'double',
  host: 'http://127.0.0.1:11434',
  strategy: 'full-text',
  pictures: false,
  templates: { mask: use(902), complete: use(903), 'one-call': use(904) },
  temperature: 0.7,
  contextLength: 4096,
  examples: 0,
} as const
const current = { concurrency: 2, seed: 5, hint: 'cheaper', generator }
const {
  name,
  strategy: _,
  pictures: __,
  examples: ____,
  templates: { 'one-call': ___, ...two },
  ...own
} = generator
const common = { concurrency: 2, seed: 5, hint: 'cheaper' }
const templates = { describe: null, ...two }
const OLDER = {
  /** As they were stored before generators had options of their own. */
  flat: { generator: name, ...common, ...own, templates },
  /** Before there were strategies. */
  unnamed: { version: 2, ...common, generator: { name, ...own, templates } },
  /** Before prompts could show accepted negatives. */
  unshown: {
    version: 3,
    ...common,
    generator: { name, ...own, strategy: 'full-text', pictures: false, templates: two },
  },
}
/** What older ones are read as. */
const upgraded = { ...current, generator: { ...generator, templates: two } }

/** A running job with one waiting item, in the shape of an older version or of today. */
function jobOf(shape: keyof typeof OLDER | 'current') {
  const { dataset, items } = seedCatalogue(workspace, 'mugs', [{ title: 'red mug' }, { title: 'tin mug' }])
  const job = insertJob(workspace.database, { dataset, options: current, createdAt: 0 }, items.slice(0, 1))
  if (shape !== 'current') {
    const old = JSON.stringify(OLDER[shape])
    workspace.database.run('UPDATE job SET options = :old WHERE id = :job', { old, job })
  }
  return { dataset, items, job }
}

const storedOptions = (job: JobId) =>
  workspace.database.get<{ options: string }>('SELECT options FROM job WHERE id = :job', { job })?.options

describe.each(['flat', 'unnamed', 'unshown', 'current'] as const)(
  'the options of a job in %s shape',
  (shape) => {
    it('are read in the shape of today, and not rewritten', () => {
      const { job } = jobOf(shape)
      const before = storedOptions(job)
      expect(readJob(workspace.database, job)?.options).toEqual(shape === 'current' ? current : upgraded)
      expect(storedOptions(job)).toBe(before)
    })

    it('tell whose items are awaited', () => {
      const { dataset, items } = jobOf(shape)
      const wanted = { dataset, generator: 'ollama', model: 'double', seed: 5, limit: 9 } as const
      expect(nextItems(workspace.database, wanted)).toEqual(items.slice(1))
      expect(nextItems(workspace.database, { ...wanted, model: 'other' })).toEqual(items)
      expect(nextItems(workspace.database, { ...wanted, generator: 'rule-based' })).toEqual(items)
      expect(namedItems(workspace.database, wanted, items).map(({ awaited }) => awaited)).toEqual([
        true,
        false,
      ])
    })

    it('tell which templates are used', () => {
      jobOf(shape)
      const used = [901, 902, 903, 904].map((id) => isTemplateUsed(workspace.database, id as TemplateId))
      expect(used).toEqual([false, true, true, shape === 'current'])
    })
  },
)

it('the former name of a generator is read as the one of today', () => {
  expect(upgradeJobOptions({ generator: 'contrast', concurrency: 1, seed: 1 })).toEqual({
    concurrency: 1,
    seed: 1,
    generator: { name: 'rule-based' },
  })
})

it('options of a newer version are refused', () => {
  expect(() => upgradeJobOptions({ version: 5, seed: 1 })).toThrow(/newer version/)
})
