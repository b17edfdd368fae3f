import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Tested = z.object({
  mean: z.number(),
  standardError: z.number(),
  degreesOfFreedom: z.number(),
  statistic: z.number(),
  p: z.number(),
  interval: z.tuple([z.number(), z.number()]),
})

const References = z.object({
  versions: z.record(z.string(), z.string()),
  paired: z.array(Tested.extend({ differences: z.array(z.number()) })),
  signedRank: z.array(z.object({ differences: z.array(z.number()), statistic: z.number(), p: z.number() })),
  holm: z.object({ ps: z.array(z.number()), adjusted: z.array(z.number()) }),
  crossed: z.array(
    Tested.extend({
      differences: z.array(z.array(z.number())),
      negativeComponents: z.array(z.enum(['users', 'seeds'])),
    }),
  ),
})

/** By SciPy and statsmodels; `tests/science/peers/scipy_references.py` made them, and the file names the versions. */
export const scipyReferences = References.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, 'scipy-references.json'), 'utf8')),
)
