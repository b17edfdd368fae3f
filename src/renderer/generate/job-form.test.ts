import { describe, expect, it } from 'vitest'
import { DatasetId, ItemId } from '#shared/contract/ids.ts'
import { ProposeRequest } from '#shared/contract/jobs.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { jobProblem, newJobForm, ownFields, proposeRequest, suggestedGenerator, withOwn } from './job-form.ts'

const dataset = DatasetId.parse(3)
const absent: OllamaStatus = { state: 'unreachable', host: 'http://h', message: 'no' }
const model = { digest: '', bytes: 1, thinking: null, contextLength: null, loaded: false }
const present: OllamaStatus = {
  state: 'connected',
  host: 'http://h',
  version: '1',
  models: [
    { ...model, name: 'seer', vision: true },
    { ...model, name: 'reader', vision: false },
    { ...model, name: 'unknown', vision: null },
  ],
}
const unset = newJobForm(DEFAULT_SETTINGS, present)
const form = withOwn(unset, { model: 'seer' })

describe('jobProblem', () => {
  it('has nothing against a model that sees, or that nobody asked', () => {
    expect(jobProblem(form, present)).toBeNull()
    expect(jobProblem(withOwn(form, { model: 'unknown' }), present)).toBeNull()
  })
  it('says what is missing', () => {
    expect(jobProblem(form, absent)).toMatch(/not running/)
    expect(jobProblem(unset, present)).toMatch(/Choose a model/)
    expect(jobProblem(withOwn(form, { model: 'gone' }), present)).toMatch(/not installed/)
  })
  it('lets a model without eyes work on text alone', () => {
    expect(jobProblem(withOwn(form, { model: 'reader' }), present)).toMatch(/cannot see/)
    expect(jobProblem(withOwn(form, { model: 'reader', pictures: false }), present)).toBeNull()
  })
  it('needs nothing without a model', () => {
    expect(newJobForm(DEFAULT_SETTINGS, absent).generator).toBe('rule-based')
    expect(jobProblem(newJobForm(DEFAULT_SETTINGS, absent), absent)).toBeNull()
  })
})

describe('a job on an OpenAI-compatible server', () => {
  const host = 'http://gpu:8000/v1'
  const found: OpenAiStatus = {
    state: 'connected',
    host,
    version: null,
    models: [{ name: 'qwen-vl', contextLength: null }],
  }
  const openaiServer = { host, keyVariable: '', keyFile: '' }
  const set = { ...newJobForm({ ...DEFAULT_SETTINGS, openaiServer }, absent), generator: 'openai' as const }

  it('needs a server, and a model that it lists', () => {
    const none = { ...newJobForm(DEFAULT_SETTINGS, absent), generator: 'openai' as const }
    expect(jobProblem(none, absent, { state: 'unset' })).toMatch(/No server is set/)
    expect(jobProblem(set, absent)).toMatch(/Waiting/)
    expect(jobProblem(set, absent, found)).toMatch(/Choose a model/)
    expect(jobProblem(withOwn(set, { model: 'gone' }), absent, found)).toMatch(/lists no model "gone"/)
    expect(jobProblem(withOwn(set, { model: 'qwen-vl' }), absent, found)).toBeNull()
  })
  it('on another server than that of the settings may name any model', () => {
    const other = withOwn(set, { model: 'any', host: 'http://other:8000/v1' })
    expect(jobProblem(other, absent, found)).toBeNull()
    expect(jobProblem(withOwn(other, { host: 'other' }), absent, found)).toMatch(/Write the address/)
  })
  it('is suggested where Ollama does not answer', () => {
    expect(suggestedGenerator(absent, found)).toBe('openai')
    expect(suggestedGenerator(present, found)).toBe('ollama')
  })
})

describe('suggestedGenerator', () => {
  it('waits for a look at the server, and follows the server both ways', () => {
    expect(suggestedGenerator(undefined)).toBeNull()
    expect(suggestedGenerator({ state: 'checking', host: 'http://h' })).toBeNull()
    expect(suggestedGenerator(absent)).toBe('rule-based')
    expect(suggestedGenerator(present)).toBe('ollama')
  })
})

describe('proposeRequest', () => {
  it('says every setting as the form shows it', () => {
    const settings = { ...DEFAULT_SETTINGS, temperature: 0.3, concurrency: 4 }
    const request = proposeRequest(withOwn(newJobForm(settings, present), { model: 'seer' }), dataset, null)
    expect(ProposeRequest.parse(request)).toMatchObject({
      limit: 50,
      concurrency: 4,
      seed: 1,
      settings: { model: 'seer', temperature: 0.3, contextLength: DEFAULT_SETTINGS.contextLength },
    })
  })
  it('keeps what was set for a generator while another is looked at', () => {
    const other = { ...form, generator: 'rule-based' as const }
    expect(proposeRequest(other, dataset, null).settings).toEqual({})
    expect(proposeRequest({ ...other, generator: 'ollama' }, dataset, null).settings).toMatchObject({
      model: 'seer',
    })
  })
  it('names the templates that were chosen, and whether pictures are looked at', () => {
    const chosen = withOwn(form, { pictures: false, mask: 7 })
    expect(proposeRequest(chosen, dataset, null).settings).toMatchObject({ pictures: false, mask: 7 })
  })
  it('takes the items it is given instead of a number', () => {
    const request = proposeRequest(form, dataset, [ItemId.parse(9)])
    expect(request.items).toEqual([9])
    expect(request.limit).toBeUndefined()
  })
})

it('the fields of a generator are those of its settings, by what shows them', () => {
  const { model, plain } = ownFields(form)
  expect(model.map(({ name }) => name)).toEqual(['model'])
  expect(plain.map(({ name }) => name)).toEqual([
    'strategy',
    'pictures',
    'examples',
    'temperature',
    'contextLength',
    'host',
  ])
})

it.each([
  [{}, ['describe', 'attributes', 'values', 'smooth']],
  [{ pictures: false }, ['attributes', 'values', 'smooth']],
  [{ strategy: 'full-text' }, ['describe', 'mask', 'complete']],
  [{ strategy: 'one-call' }, ['smooth', 'one-call']],
])('the templates on offer with %j are those that are asked', (chosen, names) => {
  expect(ownFields(withOwn(form, chosen)).template.map(({ name }) => name)).toEqual(names)
})

it('a setting out of range keeps the job from starting, in a sentence', () => {
  expect(jobProblem(withOwn(form, { temperature: 9 }), present)).toBe(
    'Temperature must be a number from 0 to 2.',
  )
  const without = { ...form, generator: 'rule-based' as const, common: { concurrency: 0, seed: 1 } }
  expect(jobProblem(without, absent)).toBe('Concurrency must be a whole number from 1 to 16.')
})
