import { describe, expect, it } from 'vitest'
import { textEncoder } from '#main/encoders/encoders.ts'
import { cosine, row } from '#main/encoders/vectors.ts'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'

const folder = process.env.STUDIO_ONNX_FOLDER

describe.skipIf(folder === undefined)('the sentence encoder in STUDIO_ONNX_FOLDER', () => {
  it('finds what means the same closer than what shares words', async () => {
    const settings = TextEncoderSettings.parse({ name: 'onnx', folder })
    const encoder = await textEncoder(settings)((async function* () {})())
    const texts = ['A mug for hot coffee', 'A cup to drink espresso from', 'A mug shot of a hot dog thief']
    const matrix = await encoder.encode(texts)
    const alike = (a: number, b: number) =>
      cosine(row(matrix, a, encoder.dimensions), row(matrix, b, encoder.dimensions))
    expect(alike(0, 1)).toBeGreaterThan(alike(0, 2))
    expect(alike(0, 0)).toBeCloseTo(1, 5)
  })
})
