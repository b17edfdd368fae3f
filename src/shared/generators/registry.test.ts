import { describe, expect, it } from 'vitest'
import { currentGeneratorName, GENERATORS, GeneratorKind, generatorNamed } from './registry.ts'

describe('the registry of generators', () => {
  it.each(GENERATORS.map((generator) => [generator.name, generator] as const))(
    'describes %s',
    (name, generator) => {
      expect(generatorNamed(GeneratorKind.parse(name))).toBe(generator)
      expect(generator.label).not.toBe('')
      expect(generator.summary).toMatch(/\.$/)
    },
  )

  it('gives each generator a name and label of its own', () => {
    expect(new Set(GENERATORS.map(({ name }) => name)).size).toBe(GENERATORS.length)
    expect(new Set(GENERATORS.map(({ label }) => label)).size).toBe(GENERATORS.length)
  })

  it('knows the former name of the rule-based generator', () => {
    expect(currentGeneratorName('contrast')).toBe('rule-based')
    expect(currentGeneratorName('ollama')).toBe('ollama')
  })
})
