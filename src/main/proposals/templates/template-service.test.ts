import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '#main/store/database.ts'
import { insertUnfinishedDataset } from '#main/store/dataset-repository.ts'
import { insertJob } from '#main/store/job-repository.ts'
import { migrate } from '#main/store/migrate.ts'
import type { ItemId, TemplateId } from '#shared/contract/ids.ts'
import { BUILT_IN } from './built-in.ts'
import { createTemplateService, type TemplateService } from './template-service.ts'

let database: Database
let service: TemplateService
const mug = { title: 'Red mug', description: 'Of clay.', category: 'Kitchen', attributes: [] }
const open = (builtIn = BUILT_IN) => createTemplateService({ database, item: () => mug, builtIn })

beforeEach(() => {
  database = new Database(':memory:')
  migrate(database, () => '')
  service = open()
})
afterEach(() => database.close())

const idOf = (kind: string, name = 'NegGen'): TemplateId => {
  const found = service.list().find((template) => template.kind === kind && template.name === name)
  if (found === undefined) throw new Error(`no ${kind} ${name}`)
  return found.id
}

describe('templates', () => {
  it('start with those that ship', () => {
    expect(service.list().map(({ kind, name, builtin }) => [kind, name, builtin])).toEqual([
      ['describe', 'NegGen', true],
      ['describe', 'Brief caption', true],
      ['mask', 'NegGen', true],
      ['complete', 'NegGen', true],
    ])
  })

  it('that ship with another text get another version, and the old one stays', () => {
    const changed = BUILT_IN.map((one) => (one.kind === 'mask' ? { ...one, prompt: 'Mask {{text}}!' } : one))
    const before = service.list().find(({ kind }) => kind === 'mask')
    service = open(changed)
    service = open(changed)
    const mask = service.list().find(({ kind }) => kind === 'mask')
    expect(mask?.versions.map(({ version, prompt }) => [version, prompt])).toEqual([
      [1, before?.versions[0]?.prompt],
      [2, 'Mask {{text}}!'],
    ])
  })

  it('that ship under a name that a person took stand beside it', () => {
    service.copy({ template: idOf('mask'), name: 'Careful' })
    const careful = { kind: 'mask' as const, name: 'Careful', system: '', prompt: 'p' }
    service = open([...BUILT_IN, careful])
    service = open([...BUILT_IN, careful])
    expect(idOf('mask', 'Careful')).not.toBe(idOf('mask', 'Careful (built-in)'))
    expect(service.list().find(({ name }) => name === 'Careful')?.versions).toHaveLength(1)
  })

  it('are copied, changed version by version, and removed', () => {
    const copy = service.copy({ template: idOf('mask'), name: 'Mine' })
    expect(copy).toMatchObject({ kind: 'mask', name: 'Mine', builtin: false, versions: [{ version: 1 }] })
    service.save({ template: copy.id, system: 's', prompt: 'Mask {{text}}' })
    const saved = service.save({ template: copy.id, system: 's', prompt: 'Mask {{text}}' })
    expect(saved.versions.map(({ version }) => version)).toEqual([1, 2])
    expect(service.choose({ mask: copy.id }).mask).toEqual({ id: copy.id, version: 2 })
    service.remove({ template: copy.id })
    expect(() => service.remove({ template: copy.id })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })

  it('refuse what would change the past', () => {
    const template = idOf('mask')
    const conflict = expect.objectContaining({ code: 'CONFLICT' })
    expect(() => service.save({ template, system: '', prompt: 'x' })).toThrow(conflict)
    expect(() => service.remove({ template })).toThrow(conflict)
    expect(() => service.copy({ template, name: 'NegGen' })).toThrow(conflict)
    const used = service.copy({ template, name: 'Used' })
    const dataset = insertUnfinishedDataset(database, {
      name: 'd',
      synthetic: false,
      options: {},
      createdAt: 0,
    })
    insertJob(
      database,
      {
        dataset,
        options: {
          generator: 'ollama',
          model: 'double',
          host: 'http://127.0.0.1:11434',
          templates: service.choose({ mask: used.id }),
          concurrency: 1,
          temperature: 0.7,
          contextLength: 4096,
          seed: 1,
        },
        createdAt: 0,
      },
      [],
    )
    expect(() => service.remove({ template: used.id })).toThrow(conflict)
  })

  it('say where a text names something unknown', () => {
    const { id } = service.copy({ template: idOf('describe'), name: 'Mine' })
    expect(() => service.save({ template: id, system: 'ok', prompt: 'Look!\n{{maskedText}}' })).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', location: { file: 'prompt', line: 2, column: 1 } }),
    )
  })

  it('are chosen by kind, with the default ones where none is named', () => {
    expect(service.choose(undefined).describe).toEqual({ id: idOf('describe'), version: 1 })
    expect(service.choose({ describe: null }).describe).toBeNull()
    expect(() => service.choose({ mask: idOf('describe') })).toThrow(/a describe template, not a mask one/)
    const texts = service.texts(service.choose({ describe: null }))
    expect([texts.describe, texts.mask.name]).toEqual([null, 'NegGen'])
    const gone = { id: idOf('mask'), version: 9 }
    expect(() => service.texts({ describe: null, mask: gone, complete: gone })).toThrow(/no version 9/)
  })

  it('that ship can be previewed for an item, and share one beginning', () => {
    for (const { kind, versions } of service.list()) {
      const [text] = versions
      if (text === undefined) throw new Error('a template without version')
      const preview = service.preview({ kind, ...text, item: 1 as ItemId })
      expect(preview.prompt).toContain('Kitchen')
      expect(preview.prompt).not.toContain('{{')
      expect(preview.prompt).not.toMatch(/\n{3}/)
    }
    expect(new Set(BUILT_IN.map(({ system }) => system)).size).toBe(1)
  })
})
