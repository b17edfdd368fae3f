import { crc32 } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { sharp } from '#main/pictures/sharp.ts'
import { DecodingBudget } from './decoding-budget.ts'
import { verifyPicture } from './verify-picture.ts'

const verify = (bytes: Uint8Array) => verifyPicture(bytes, new DecodingBudget(1e9))
const picture = (width = 40, height = 30) =>
  sharp({
    create: {
      width,
      height,
      channels: 3,
      background: '#a40',
      noise: { type: 'gaussian', mean: 128, sigma: 60 },
    },
  })
const refusal = (message: string) => ({ code: 'BAD_INPUT', message })

describe('pictures are decoded to their last pixel', () => {
  it.for(['jpeg', 'png', 'webp'] as const)('%s', async (format) => {
    const bytes = await picture().toFormat(format).toBuffer()
    expect(await verify(bytes)).toEqual({ width: 40, height: 30, format })
    await expect(verify(bytes.subarray(0, bytes.length * 0.9))).rejects.toMatchObject(
      refusal('it is damaged'),
    )
  })

  it('lying on their side as well', async () => {
    const bytes = await picture().withExif({}).jpeg().withMetadata({ orientation: 6 }).toBuffer()
    expect(await verify(bytes)).toEqual({ width: 30, height: 40, format: 'jpeg' })
  })
})

describe('every other kind is refused by name', () => {
  it.for([
    ['gif', 'a GIF picture'],
    ['tiff', 'a TIFF picture'],
    ['avif', 'an AVIF picture'],
  ] as const)('%s', async ([format, name]) => {
    const bytes = await picture().toFormat(format).toBuffer()
    await expect(verify(bytes)).rejects.toMatchObject(refusal(`it is ${name}, not JPEG, PNG or WebP`))
    await expect(sharp(bytes).metadata()).rejects.toThrow('unsupported image format')
  })

  it.for([
    [
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>',
      'it is an SVG drawing, not JPEG, PNG or WebP',
    ],
    ['not a picture', 'it is no JPEG, PNG or WebP picture'],
    ['', 'it is empty, not JPEG, PNG or WebP'],
  ] as const)('%s', async ([text, message]) => {
    await expect(verify(Buffer.from(text))).rejects.toMatchObject(refusal(message))
  })

  it('a drawing that passes for a picture', async () => {
    const bytes = Buffer.from(
      'RIFF    WEBP<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>',
    )
    await expect(verify(bytes)).rejects.toMatchObject(refusal('it is damaged'))
  })
})

it('refuses what claims more pixels than anybody has, whatever stands behind the claim', async () => {
  const bytes = await picture().png().toBuffer()
  bytes.writeUInt32BE(30_000, 16)
  bytes.writeUInt32BE(30_000, 20)
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29)
  await expect(verify(bytes)).rejects.toMatchObject(
    refusal('it has 900 million pixels; at most 100 million are read'),
  )
})
