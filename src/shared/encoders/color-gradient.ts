import { z } from 'zod'
import { encoder } from './encoder.ts'

export const colorGradient = encoder({
  name: 'colour-gradient',
  label: 'Colors and edges',
  summary: 'A color histogram and the directions of edges; needs no model, coarse.',
  source: 'Histogram of oriented gradients (Dalal and Triggs, CVPR 2005) beside a histogram in L*a*b*',
  modality: 'image',
  version: '1',
  settings: z.strictObject({ name: z.literal('colour-gradient') }),
})
