import type { z } from 'zod'
import type { FitTextEncoder } from '#main/encoders/text-encoder.ts'
import type { toy as descriptor } from '#shared/encoders/testing/toy.ts'

export const toy =
  ({ scale }: z.infer<typeof descriptor.settings>): FitTextEncoder =>
  async () => ({
    dimensions: 1,
    encode: async (texts) => Float32Array.from(texts, (text) => scale * text.length),
  })
