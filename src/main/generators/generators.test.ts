import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Canary } from '#main/model-servers/canary.ts'
import { seedTemplates } from '#main/proposals/templates/seed-templates.ts'
import { createTemplatesService } from '#main/proposals/templates/templates-service.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { DatasetId, TemplateId } from '#shared/contract/ids.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import { createGenerators, type Generators } from './generators.ts'

let folder: string
let workspace: Workspace
let generators: Generators
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'generators-'))
  workspace = openWorkspace(folder)
  seedTemplates(workspace.database)
  generators = createGenerators({ workspace, canary: new Canary() })
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const settings = { ...DEFAULT_SETTINGS, model: 'seer', temperature: 0.3 }
const dataset = DatasetId.parse(1)

function idOf(kind: TemplateKind, name = 'NegGen'): number {
  const all = createTemplatesService({ workspace }).list()
  const found = all.find((template) => template.kind === kind && template.name === name)
  if (found === undefined) throw new Error(`no ${kind} template ${name}`)
  return found.id
}

describe('what a job keeps', () => {
  it('are the chosen settings over those of the workspace, with templates by version', () => {
    const kept = generators.freeze('ollama', { contextLength: 4096, host: 'http://other:1' }, settings)
    expect(kept).toEqual({
      name: 'ollama',
      model: 'seer',
      host: 'http://other:1',
      temperature: 0.3,
      examples: 0,
      contextLength: 4096,
      strategy: 'attributes',
      pictures: true,
      templates: {
        describe: { id: idOf('describe'), version: 1 },
        attributes: { id: idOf('attributes'), version: 1 },
        values: { id: idOf('values'), version: 1 },
        smooth: { id: idOf('smooth'), version: 1 },
      },
    })
  })

  it('are the templates that were chosen, or none to describe', () => {
    const brief = idOf('describe', 'Brief caption')
    expect(generators.freeze('ollama', { describe: brief }, settings)).toMatchObject({
      templates: { describe: { id: brief, version: 1 } },
    })
    const textAlone = generators.freeze('ollama', { strategy: 'full-text', pictures: false }, settings)
    expect(textAlone).toMatchObject({ strategy: 'full-text', pictures: false })
    expect('templates' in textAlone && Object.keys(textAlone.templates)).toEqual(['mask', 'complete'])
  })

  it('is the same of an OpenAI-compatible server, and no key', () => {
    const openaiServer = { host: 'http://gpu:8000/v1', keyVariable: 'KEY', keyFile: '' }
    const set = { ...settings, openaiServer, openaiModel: 'qwen-vl' }
    const { templates, ...kept } = generators.freeze('ollama', {}, { ...settings, model: 'qwen-vl' }) as {
      templates: unknown
    }
    expect(generators.freeze('openai', {}, set)).toEqual({
      ...kept,
      templates,
      name: 'openai',
      host: 'http://gpu:8000/v1',
    })
    expect(() => generators.freeze('openai', {}, { ...set, ...DEFAULT_SETTINGS })).toThrow(
      /No OpenAI-compatible/,
    )
    expect(() => generators.freeze('openai', { host: 'gpu:8000' }, set)).toThrow(/Write the address/)
  })

  it('is nothing but its name for a generator without settings', () => {
    expect(generators.freeze('rule-based', {}, settings)).toEqual({ name: 'rule-based' })
  })

  it.each([
    ['ollama', { temperature: 3, colour: 1 }, /Temperature must be .* 0 to 2.*no setting "colour"/],
    ['ollama', { strategy: 'none' }, /Strategy must be one of attributes, one-call, full-text/],
    ['rule-based', { temperature: 1 }, /no setting "temperature"/],
  ] as const)('is refused for %s with %j', (name, chosen, sentence) => {
    expect(() => generators.freeze(name, chosen, settings)).toThrow(
      expect.objectContaining({ code: 'BAD_INPUT', message: expect.stringMatching(sentence) }),
    )
  })

  it('is refused without a model, and with a template of another kind or none', () => {
    expect(() => generators.freeze('ollama', {}, { ...settings, model: null })).toThrow(/No model was chosen/)
    expect(() => generators.freeze('ollama', { values: idOf('describe') }, settings)).toThrow(
      /not a values one/,
    )
    expect(() => generators.freeze('ollama', { values: 999 }, settings)).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })
})

it('a job whose template is gone is refused when its generator is made', () => {
  const kept = generators.freeze('ollama', {}, settings)
  expect(generators.create(kept, dataset)).toHaveProperty('propose')
  if (kept.name !== 'ollama') throw new Error('another generator')
  const templates = { ...kept.templates, values: { id: TemplateId.parse(idOf('values')), version: 9 } }
  expect(() => generators.create({ ...kept, templates }, dataset)).toThrow(/no version 9/)
})
