import { expect, it } from 'vitest'
import type { OllamaModel, OllamaStatus } from '#shared/contract/ollama.ts'
import { findModel, ollamaSummary } from './ollama-model.ts'

const model: OllamaModel = {
  name: 'seer:latest',
  digest: 'abc',
  bytes: 1,
  vision: true,
  thinking: null,
  contextLength: null,
  loaded: false,
}
const connected: OllamaStatus = { state: 'connected', host: 'http://h', version: '0.33.1', models: [model] }

it('finds a model that was chosen without its tag', () => {
  expect(findModel(connected, 'seer')).toBe(model)
  expect(findModel(connected, 'see')).toBeNull()
  expect(findModel({ state: 'checking', host: '' }, 'seer')).toBeNull()
})

it('says what the server has, does and lacks', () => {
  expect(ollamaSummary(connected, 'seer', false).text).toBe(
    'Ollama 0.33.1 · seer:latest · sees pictures · idle',
  )
  expect(ollamaSummary(connected, 'seer', true).text).toMatch(/loading$/)
  expect(ollamaSummary(connected, null, false)).toMatchObject({ tone: 'warning' })
  expect(ollamaSummary(connected, 'other', false).text).toContain('other is not installed')
  expect(ollamaSummary({ state: 'unreachable', host: '', message: '' }, 'seer', false).tone).toBe('absent')
})

it('warns of a model that cannot see', () => {
  const blind: OllamaStatus = { ...connected, models: [{ ...model, vision: false }] }
  expect(ollamaSummary(blind, 'seer', false)).toMatchObject({ tone: 'warning' })
})
