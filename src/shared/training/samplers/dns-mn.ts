import { z } from 'zod'
import type { SamplerDescriptor } from '../descriptor.ts'

export const dnsMn = {
  name: 'dns-mn',
  label: 'DNS(M, N)',
  summary:
    'One of the N highest scoring of M uniform candidates, at random: M for how hard, N for the length of the list that the model is to get right.',
  source: 'Shi et al. 2023, section 4; defaults of the authors’ code',
  settings: z
    .strictObject({
      name: z.literal('dns-mn'),
      candidates: z.int().min(1).max(256).default(200).meta({
        label: 'Candidates per pair',
        help: 'M: the step takes longer the more there are.',
      }),
      highest: z.int().min(1).max(256).default(2).meta({
        label: 'Chosen among the highest',
        help: 'N: with 1 it is DNS; with as many as there are candidates, uniform.',
      }),
    })
    .refine(({ candidates, highest }) => highest <= candidates, {
      path: ['highest'],
      error: 'Chosen among the highest must not be more than the candidates per pair.',
    }),
} as const satisfies SamplerDescriptor
