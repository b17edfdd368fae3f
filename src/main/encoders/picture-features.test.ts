import sharp from 'sharp'
import { describe, expect, it } from 'vitest'
import { colourDistance, nameColour, rgbToLab } from './colours.ts'
import { colorGradientEncoder, pictureFeatures } from './picture-features.ts'
import { cosine } from './vectors.ts'

type Rgb = { r: number; g: number; b: number }
const RED: Rgb = { r: 205, g: 25, b: 30 }
const NAVY: Rgb = { r: 15, g: 25, b: 80 }

const plain = (background: Rgb) =>
  sharp({ create: { width: 80, height: 100, channels: 3, background } })
    .png()
    .toBuffer()

/** A block of `inner` over three quarters of the height, on `outer`. */
async function block(outer: Rgb, inner: Rgb, direction: 'rows' | 'columns' = 'rows'): Promise<Buffer> {
  const size = direction === 'rows' ? { width: 80, height: 60 } : { width: 60, height: 80 }
  const input = await sharp({ create: { ...size, channels: 3, background: inner } })
    .png()
    .toBuffer()
  return sharp({ create: { width: 80, height: 80, channels: 3, background: outer } })
    .composite([{ input, left: 0, top: 0 }])
    .png()
    .toBuffer()
}

describe('picture features', () => {
  it('name the dominant colours with their shares, largest first', async () => {
    const { colours } = await pictureFeatures(await block(NAVY, RED))
    expect(colours.map((colour) => colour.name)).toEqual(['red', 'navy'])
    expect(colours[0]?.share).toBeCloseTo(0.75, 1)
  })

  it('are a unit vector, the same each time', async () => {
    const picture = await block(NAVY, RED)
    const first = await pictureFeatures(picture)
    expect(first.vector).toHaveLength(colorGradientEncoder().dimensions)
    expect(Math.hypot(...first.vector)).toBeCloseTo(1, 5)
    expect(await pictureFeatures(picture)).toEqual(first)
  })

  it('see colour, and see shape where colours are the same', async () => {
    const base = await pictureFeatures(await block(NAVY, RED))
    const turned = await pictureFeatures(await block(NAVY, RED, 'columns'))
    const other = await pictureFeatures(
      await block({ r: 240, g: 240, b: 240 }, { r: 40, g: 160, b: 60 }, 'columns'),
    )
    expect(cosine(base.vector, turned.vector)).toBeLessThan(0.95)
    expect(cosine(base.vector, turned.vector)).toBeGreaterThan(cosine(base.vector, other.vector))
  })

  it('cope with greyscale and transparent pictures', async () => {
    const grey = await sharp(await plain({ r: 128, g: 128, b: 128 }))
      .greyscale()
      .png()
      .toBuffer()
    expect((await pictureFeatures(grey)).colours).toEqual([{ name: 'grey', share: 1 }])
    const clear = await sharp({
      create: { width: 9, height: 9, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer()
    expect((await pictureFeatures(clear)).colours[0]?.name).toBe('white')
  })
})

describe('colours', () => {
  it('L*a*b* of sRGB agrees with published values', () => {
    expect(rgbToLab(255, 255, 255).l).toBeCloseTo(100, 1)
    const red = rgbToLab(255, 0, 0)
    expect([red.l, red.a, red.b].map(Math.round)).toEqual([53, 80, 67])
  })

  it('have the names people give them', () => {
    expect(nameColour(rgbToLab(0, 0, 0))).toBe('black')
    expect(nameColour(rgbToLab(250, 240, 210))).toBe('cream')
    expect(nameColour(rgbToLab(100, 60, 30))).toBe('brown')
    expect(nameColour(rgbToLab(0, 40, 200))).toBe('blue')
  })

  it('are as far apart as they look', () => {
    expect(colourDistance('navy', 'yellow')).toBeGreaterThan(colourDistance('navy', 'blue'))
  })
})
