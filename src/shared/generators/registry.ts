import { z } from 'zod'
import { descriptorNamed } from '../descriptors/descriptor-named.ts'
import type { GeneratorDescriptor } from './generator-descriptor.ts'
import { ollama } from './ollama.ts'
import { ruleBased } from './rule-based.ts'

const REGISTERED = [ollama, ruleBased] as const

export const GeneratorKind = z.enum(REGISTERED.map(({ name }) => name))
export type GeneratorKind = z.infer<typeof GeneratorKind>

/** Every generator, in the order of the forms. */
export const GENERATORS: readonly GeneratorDescriptor<GeneratorKind>[] = REGISTERED

/** The descriptor of a registered generator. */
export function generatorNamed(name: GeneratorKind): GeneratorDescriptor<GeneratorKind> {
  return descriptorNamed(GENERATORS, 'generator', name)
}

/** The name that a generator has today; earlier versions called the rule-based one "contrast". */
export function currentGeneratorName(name: string): string {
  return name === 'contrast' ? ruleBased.name : name
}
