import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, expectTypeOf, it } from 'vitest'
import { KERNEL_NAMES, type KernelArguments, kernelParameters, type Pointer } from './kernels.ts'

const SCRATCH = 'scratch'
const TYPES = { pointer: 'usize', count: 'usize', factor: 'f32', flag: 'bool' }

/** The parameters of every exported function of the assembly folder, as they are written. */
function writtenParameters(): Map<string, string[]> {
  const folder = join(import.meta.dirname, 'assembly')
  const sources = readdirSync(folder)
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(folder, file), 'utf8'))
  const found = sources.flatMap((source) => [...source.matchAll(/export function (\w+)\(([^)]*)\)/g)])
  return new Map(
    found.map(([, name = '', list = '']) => [name, list.split(',').flatMap((one) => one.trim() || [])]),
  )
}

describe('the table of kernels', () => {
  const written = writtenParameters()

  it.each(KERNEL_NAMES)('has the parameters of %s as its source has them', (name) => {
    const listed = Object.entries(kernelParameters(name))
    const own = listed.map(([parameter, kind]) => `${parameter}: ${TYPES[kind]}`)
    const thread = listed.some(([parameter]) => parameter === SCRATCH) ? ['thread: usize'] : []
    expect(written.get(name)).toEqual([...own, 'begin: usize', 'end: usize', ...thread])
  })

  it('types what a call says', () => {
    expectTypeOf<KernelArguments<'relu'>>().toEqualTypeOf<{ readonly x: Pointer; readonly out: Pointer }>()
    expectTypeOf<number>().not.toExtend<KernelArguments<'relu'>['x']>()
    expectTypeOf<KernelArguments<'spmm'>['few']>().toEqualTypeOf<boolean>()
  })
})
