import { sharp } from '#main/pictures/sharp.ts'
import { type ColourName, type Lab, nameColour, rgbToLab } from './colours.ts'
import type { PictureEncoder } from './picture-encoder.ts'
import { normalise } from './vectors.ts'

/** Sample grid: fine enough for colours and coarse shape, and quick on a whole catalogue. */
const SIDE = 64
const LIGHTNESS_BINS = 4
const CHROMA_BINS = 6
const CELLS = 4
const ORIENTATIONS = 9

const COLOUR_DIMENSIONS = LIGHTNESS_BINS * CHROMA_BINS * CHROMA_BINS

const DIMENSIONS = COLOUR_DIMENSIONS + CELLS * CELLS * ORIENTATIONS

export interface DominantColour {
  name: ColourName
  /** Share of the picture's area, in (0, 1]. */
  share: number
}

export interface PictureFeatures {
  /** Unit vector [288]: an L*a*b* colour histogram, then gradient orientations in a 4 x 4 grid. */
  vector: Float32Array
  /** Named colours that cover at least 6 % of the picture, largest first. */
  colours: DominantColour[]
}

const MINIMAL_SHARE = 0.06

/**
 * Describes a picture without a model: colour histogram and histogram of oriented gradients (Dalal and
 * Triggs, CVPR 2005, without block overlap), equally weighted, and the names of its dominant colours.
 *
 * @param picture path of an image file, or its bytes
 */
export async function pictureFeatures(picture: string | Uint8Array): Promise<PictureFeatures> {
  const pixels = await sharp(picture)
    .resize(SIDE, SIDE, { fit: 'fill' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer()
  const lab = toLab(pixels)
  const colour = normalise(colourHistogram(lab))
  const gradient = normalise(gradientHistogram(lab))
  const vector = new Float32Array(DIMENSIONS)
  vector.set(colour)
  vector.set(gradient, COLOUR_DIMENSIONS)
  return { vector: normalise(vector), colours: dominantColours(lab) }
}

/** The vectors of these features; the descriptor's version changes with the numbers. */
export function colorGradientEncoder(): PictureEncoder {
  return {
    dimensions: DIMENSIONS,
    async encode(pictures) {
      const matrix = new Float32Array(pictures.length * DIMENSIONS)
      for (const [index, picture] of pictures.entries()) {
        const features = await pictureFeatures(picture).catch(() => null)
        if (features !== null) matrix.set(features.vector, index * DIMENSIONS)
      }
      return matrix
    },
  }
}

function toLab(rgb: Uint8Array): Lab[] {
  const lab: Lab[] = []
  for (let index = 0; index + 2 < rgb.length; index += 3) {
    lab.push(rgbToLab(rgb[index] ?? 0, rgb[index + 1] ?? 0, rgb[index + 2] ?? 0))
  }
  return lab
}

function colourHistogram(pixels: readonly Lab[]): Float32Array {
  const histogram = new Float32Array(COLOUR_DIMENSIONS)
  for (const { l, a, b } of pixels) {
    const bin =
      (binOf(l, 0, 100, LIGHTNESS_BINS) * CHROMA_BINS + binOf(a, -75, 75, CHROMA_BINS)) * CHROMA_BINS +
      binOf(b, -75, 75, CHROMA_BINS)
    histogram[bin] = (histogram[bin] ?? 0) + 1
  }
  return histogram
}

function binOf(value: number, low: number, high: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor(((value - low) / (high - low)) * bins)))
}

function gradientHistogram(pixels: readonly Lab[]): Float32Array {
  const histogram = new Float32Array(CELLS * CELLS * ORIENTATIONS)
  const lightness = (x: number, y: number) => pixels[y * SIDE + x]?.l ?? 0
  for (let y = 1; y < SIDE - 1; y++) {
    for (let x = 1; x < SIDE - 1; x++) {
      const dx = lightness(x + 1, y) - lightness(x - 1, y)
      const dy = lightness(x, y + 1) - lightness(x, y - 1)
      const strength = Math.hypot(dx, dy)
      // Unsigned orientation: a dark edge on light counts as its opposite.
      const angle = (Math.atan2(dy, dx) + Math.PI) % Math.PI
      const cell = binOf(y, 0, SIDE, CELLS) * CELLS + binOf(x, 0, SIDE, CELLS)
      const bin = cell * ORIENTATIONS + binOf(angle, 0, Math.PI, ORIENTATIONS)
      histogram[bin] = (histogram[bin] ?? 0) + strength
    }
  }
  return histogram
}

function dominantColours(pixels: readonly Lab[]): DominantColour[] {
  const counts = new Map<ColourName, number>()
  for (const pixel of pixels) {
    const name = nameColour(pixel)
    counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  return [...counts]
    .map(([name, count]) => ({ name, share: count / pixels.length }))
    .filter((colour) => colour.share >= MINIMAL_SHARE)
    .sort((a, b) => b.share - a.share || a.name.localeCompare(b.name))
}
