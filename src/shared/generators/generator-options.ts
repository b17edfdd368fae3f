import { z } from 'zod'
import { descriptorNamed } from '../descriptors/descriptor-named.ts'
import type { GeneratorDescriptor } from './generator-descriptor.ts'
import { generators } from './registry.ts'

type Registered = (typeof generators)[number]

export const GeneratorKind = z.enum(generators.map(({ name }) => name))
export type GeneratorKind = z.infer<typeof GeneratorKind>

const [first, ...rest] = generators.map(({ options }): Registered['options'] => options)
if (first === undefined) throw new Error('The registry of generators is empty.')

/** A generator's name with what a job of it keeps, and nothing of other generators. */
export const GeneratorOptions = z.discriminatedUnion('name', [first, ...rest])
export type GeneratorOptions = z.infer<typeof GeneratorOptions>

/** The descriptor of a registered generator. */
export function generatorNamed(name: GeneratorKind): GeneratorDescriptor<GeneratorKind> {
  return descriptorNamed<GeneratorDescriptor<GeneratorKind>>(generators, 'generator', name)
}

/** The name that a generator has today, where an earlier version had another one. */
export function currentGeneratorName(name: string): string {
  const all: readonly GeneratorDescriptor[] = generators
  return all.find(({ formerNames = [] }) => formerNames.includes(name))?.name ?? name
}

/** What proposals of a generator without a model state as their model, everywhere. */
export const NO_MODEL = 'no model'

/** The model by which proposals of these options are found again. */
export function modelOf(options: GeneratorOptions): string {
  return 'model' in options ? options.model : NO_MODEL
}

/** Address of the model server that is asked; null where none is. */
export function hostOf(options: GeneratorOptions): string | null {
  return 'host' in options ? options.host : null
}
