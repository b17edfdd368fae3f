import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { insertJob } from '#main/store/job-repository.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { TemplateId } from '#shared/contract/ids.ts'
import { BUILT_IN } from './built-in.ts'
import { seedTemplates } from './seed-templates.ts'
import { chooseTemplates, readChosenTemplates } from './template-choice.ts'
import { createTemplatesService } from './templates-service.ts'

let folder: string
let workspace: Workspace
let service: ReturnType<typeof createTemplatesService>
const mug = { title: 'Red mug', description: 'Of clay.', category: 'Kitchen' }
const seed = (builtIn = BUILT_IN) => seedTemplates(workspace.database, builtIn)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'templates-'))
  workspace = openWorkspace(folder)
  seed()
  service = createTemplatesService({ workspace })
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

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
      ['attributes', 'NegGen', true],
      ['values', 'NegGen', true],
      ['smooth', 'NegGen', true],
      ['one-call', 'NegGen', true],
      ['mask', 'NegGen', true],
      ['complete', 'NegGen', true],
    ])
  })

  it('that ship with another text get another version, and the old one stays', () => {
    const changed = BUILT_IN.map((one) => (one.kind === 'mask' ? { ...one, prompt: 'Mask {{text}}!' } : one))
    const before = service.list().find(({ kind }) => kind === 'mask')
    seed(changed)
    seed(changed)
    const mask = service.list().find(({ kind }) => kind === 'mask')
    expect(mask?.versions.map(({ version, prompt }) => [version, prompt])).toEqual([
      [1, before?.versions[0]?.prompt],
      [2, 'Mask {{text}}!'],
    ])
  })

  it('that ship under a name that a person took stand beside it', () => {
    service.copy({ template: idOf('mask'), name: 'Careful' })
    const careful = { kind: 'mask' as const, name: 'Careful', system: '', prompt: 'p' }
    seed([...BUILT_IN, careful])
    seed([...BUILT_IN, careful])
    expect(idOf('mask', 'Careful')).not.toBe(idOf('mask', 'Careful (built-in)'))
    expect(service.list().find(({ name }) => name === 'Careful')?.versions).toHaveLength(1)
  })

  it('are copied, changed version by version, and removed', () => {
    const copy = service.copy({ template: idOf('mask'), name: 'Mine' })
    expect(copy).toMatchObject({ kind: 'mask', name: 'Mine', builtin: false, versions: [{ version: 1 }] })
    service.save({ template: copy.id, system: 's', prompt: 'Mask {{text}}' })
    const saved = service.save({ template: copy.id, system: 's', prompt: 'Mask {{text}}' })
    expect(saved.versions.map(({ version }) => version)).toEqual([1, 2])
    expect(chooseTemplates(workspace.database, ['mask'], { mask: copy.id }).mask).toEqual({
      id: copy.id,
      version: 2,
    })
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
    const { dataset } = seedCatalogue(workspace, 'mugs', [mug])
    insertJob(
      workspace.database,
      {
        dataset,
        options: {
          concurrency: 1,
          seed: 1,
          generator: {
            name: 'ollama',
            model: 'double',
            host: 'http://127.0.0.1:11434',
            strategy: 'full-text',
            pictures: true,
            templates: chooseTemplates(workspace.database, ['mask'], { mask: used.id }),
            examples: 0,
            temperature: 0.7,
            contextLength: 4096,
          },
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
    const choose = (wanted: object) => chooseTemplates(workspace.database, ['mask', 'values'], wanted)
    const there = (kind: 'mask' | 'values') => ({ id: idOf(kind), version: 1 })
    expect(choose({})).toEqual({ mask: there('mask'), values: there('values') })
    expect(choose({ describe: 999 })).toEqual({ mask: there('mask'), values: there('values') })
    expect(() => choose({ mask: idOf('describe') })).toThrow(/a describe template, not a mask one/)
    const texts = readChosenTemplates(workspace.database, choose({}))
    expect([texts.describe, texts.mask?.name]).toEqual([undefined, 'NegGen'])
    const gone = { id: idOf('mask'), version: 9 }
    expect(() => readChosenTemplates(workspace.database, { mask: gone })).toThrow(/no version 9/)
  })

  it('that ship can be previewed for an item, and share one beginning', () => {
    const [item] = seedCatalogue(workspace, 'mugs', [mug]).items
    if (item === undefined) throw new Error('no item')
    for (const { kind, versions } of service.list()) {
      const [text] = versions
      if (text === undefined) throw new Error('a template without version')
      const preview = service.preview({ kind, ...text, item })
      if (kind !== 'smooth') expect(preview.prompt).toContain('Kitchen')
      expect(preview.prompt).not.toContain('{{')
      expect(preview.prompt).not.toMatch(/\n{3}/)
    }
    const ofItems = BUILT_IN.filter(({ kind }) => kind !== 'smooth')
    expect(new Set(ofItems.map(({ system }) => system)).size).toBe(1)
  })
})
