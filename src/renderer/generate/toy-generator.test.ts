import { expect, it, vi } from 'vitest'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { generators } from '#shared/generators/registry.ts'
import { newJobForm, ownFields } from './job-form.ts'

vi.mock('#shared/generators/registry.ts', async (original) => {
  const registry = await original<typeof import('#shared/generators/registry.ts')>()
  const { toy } = await import('#shared/generators/testing/toy.ts')
  return { generators: [...registry.generators, toy] }
})

it('a new generator is a choice of the form, with its settings as fields', () => {
  const toy = generators.at(-1)
  if (toy === undefined) throw new Error('the registry is empty')
  expect(toy.label).toBe('Toy')
  const form = newJobForm(DEFAULT_SETTINGS, undefined)
  expect(ownFields({ ...form, generator: toy.name }).plain.map(({ name, label }) => [name, label])).toEqual([
    ['word', 'Word'],
  ])
  expect(form.own[toy.name]).toEqual({ word: 'Blue' })
})
