import { z } from 'zod'
import type { GeneratorOptions } from './generator-options.ts'

/** Negatives of the data set that a prompt may show. */
const Examples = z.int().min(0).max(8)

/** A setting of every generator whose prompts can show examples. */
export const exampleSettings = {
  examples: Examples.default(0).meta({
    label: 'Accepted examples',
    help: 'Negatives of the most similar items that curators accepted or edited, shown in the prompts; 0 for none.',
  }),
}

/** What a job keeps of it. */
export const exampleOptions = { examples: Examples }

/** How many examples the prompts of a job show. */
export function examplesOf(options: GeneratorOptions): number {
  return 'examples' in options ? options.examples : 0
}
