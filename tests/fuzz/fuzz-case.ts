import { Rng } from '#trainer/data/rng.ts'
import { MUTATIONS } from './mutations.ts'
import type { Specimen } from './specimens.ts'

/** One file to try: the same for the same seed, index, limit and specimens. */
export interface FuzzCase {
  index: number
  specimen: Specimen
  /** What the mutated file holds. */
  bytes: Uint8Array
  /** Names of the mutations, in the order in which they were applied. */
  mutations: string[]
}

const MOST_MUTATIONS = 4

/** @param most bytes that a mutation may add */
export function fuzzCase(
  specimens: readonly Specimen[],
  seed: number,
  index: number,
  most: number,
): FuzzCase {
  const rng = new Rng(seed, `fuzzed file ${index}`)
  const specimen = specimens[index % specimens.length]
  if (specimen === undefined) throw new RangeError('There are no specimens to mutate.')
  let bytes = Buffer.from(specimen.files[specimen.mutated] ?? new Uint8Array())
  const mutations: string[] = []
  const count = 1 + rng.below(MOST_MUTATIONS)
  for (let done = 0; done < count; done++) {
    const mutation = MUTATIONS[rng.below(MUTATIONS.length)]
    if (mutation === undefined || bytes.length > most) continue
    mutations.push(mutation.name)
    bytes = Buffer.from(mutation.apply(bytes, rng, most))
  }
  return { index, specimen, bytes, mutations }
}
