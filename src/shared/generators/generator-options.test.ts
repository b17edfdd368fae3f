import { describe, expect, it } from 'vitest'
import { currentGeneratorName, GeneratorKind, generatorNamed } from './generator-options.ts'
import { generators } from './registry.ts'

describe('the registry of generators', () => {
  it.each(generators.map((generator) => [generator.name, generator] as const))(
    'describes %s',
    (name, generator) => {
      expect(generatorNamed(GeneratorKind.parse(name))).toBe(generator)
      expect(generator.label).not.toBe('')
      expect(generator.summary).toMatch(/\.$/)
    },
  )

  it('gives each generator a name and label of its own', () => {
    expect(new Set(generators.map(({ name }) => name)).size).toBe(generators.length)
    expect(new Set(generators.map(({ label }) => label)).size).toBe(generators.length)
  })

  it('knows the former name of the rule-based generator', () => {
    expect(currentGeneratorName('contrast')).toBe('rule-based')
    expect(currentGeneratorName('ollama')).toBe('ollama')
  })
})
