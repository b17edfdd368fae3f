import { describe, expect, it } from 'vitest'
import { DatasetId, ItemId, TemplateId } from '#shared/contract/ids.ts'
import { ProposeRequest } from '#shared/contract/jobs.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { jobProblem, newJobForm, proposeRequest, suggestedGenerator } from './job-form.ts'

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
const form = { ...newJobForm(DEFAULT_SETTINGS, present), model: 'seer' }

describe('jobProblem', () => {
  it('has nothing against a model that sees, or that nobody asked', () => {
    expect(jobProblem(form, present)).toBeNull()
    expect(jobProblem({ ...form, model: 'unknown' }, present)).toBeNull()
  })
  it('says what is missing', () => {
    expect(jobProblem(form, absent)).toMatch(/not running/)
    expect(jobProblem({ ...form, model: null }, present)).toMatch(/Choose a model/)
    expect(jobProblem({ ...form, model: 'gone' }, present)).toMatch(/not installed/)
  })
  it('lets a model without eyes work on text alone', () => {
    expect(jobProblem({ ...form, model: 'reader' }, present)).toMatch(/cannot see/)
    expect(jobProblem({ ...form, model: 'reader', describe: 'leave out' }, present)).toBeNull()
  })
  it('needs nothing without a model', () => {
    expect(newJobForm(DEFAULT_SETTINGS, absent).generator).toBe('rule-based')
    expect(jobProblem(newJobForm(DEFAULT_SETTINGS, absent), absent)).toBeNull()
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
  it('leaves to the engine what was left at its default', () => {
    const request = proposeRequest(form, dataset, null)
    expect(ProposeRequest.parse(request)).toMatchObject({ limit: 50, settings: { model: 'seer' } })
  })
  it('tells a template that is left out from one that is not chosen', () => {
    const chosen = { ...form, describe: 'leave out' as const, mask: TemplateId.parse(7) }
    expect(proposeRequest(chosen, dataset, null).settings).toMatchObject({ describe: 'leave-out', mask: 7 })
  })
  it('takes the items it is given instead of a number', () => {
    const request = proposeRequest(form, dataset, [ItemId.parse(9)])
    expect(request.items).toEqual([9])
    expect(request.limit).toBeUndefined()
  })
  it('speaks of no model without one', () => {
    const request = proposeRequest({ ...form, generator: 'rule-based' }, dataset, null)
    expect(request).not.toHaveProperty('settings')
  })
})
