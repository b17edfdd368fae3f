import sharp from 'sharp'

const COLORS: Record<string, [number, number, number]> = {
  red: [200, 30, 30],
  orange: [240, 140, 20],
  yellow: [240, 220, 40],
  green: [30, 150, 50],
  blue: [30, 70, 200],
  purple: [130, 40, 160],
  black: [15, 15, 15],
  white: [245, 245, 245],
  gray: [128, 128, 128],
  brown: [110, 70, 40],
}

const SIDE = 64

/** What the double's eye makes of a picture. */
export interface Sight {
  /** Most frequent colour that is not the background's white, if there is one. */
  color: string
  shape: 'circle' | 'square' | 'triangle'
  bright: boolean
}

/** @throws if the bytes are not a readable picture */
export async function look(bytes: Uint8Array): Promise<Sight> {
  const pixels = await sharp(bytes)
    .resize(SIDE, SIDE, { fit: 'fill' })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer()
  const counts = new Map<string, number>()
  let light = 0
  let [left, right, top, bottom, filled] = [SIDE, -1, SIDE, -1, 0]
  for (let index = 0; index < SIDE * SIDE; index += 1) {
    const pixel = [pixels[index * 3] ?? 0, pixels[index * 3 + 1] ?? 0, pixels[index * 3 + 2] ?? 0] as const
    const name = nearestColor(pixel)
    counts.set(name, (counts.get(name) ?? 0) + 1)
    light += (pixel[0] + pixel[1] + pixel[2]) / 3
    if (name === 'white') continue
    const [x, y] = [index % SIDE, Math.floor(index / SIDE)]
    left = Math.min(left, x)
    right = Math.max(right, x)
    top = Math.min(top, y)
    bottom = Math.max(bottom, y)
    filled += 1
  }
  const byCount = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
  const share = filled / Math.max(1, (right - left + 1) * (bottom - top + 1))
  return {
    color: byCount.find((name) => name !== 'white') ?? 'white',
    // A disc fills pi / 4 of the square around it, a triangle half.
    shape: share > 0.9 ? 'square' : share > 0.65 ? 'circle' : 'triangle',
    bright: light / (SIDE * SIDE) > 127,
  }
}

function nearestColor(pixel: readonly [number, number, number]): string {
  const distance = (color: readonly [number, number, number]): number =>
    (color[0] - pixel[0]) ** 2 + (color[1] - pixel[1]) ** 2 + (color[2] - pixel[2]) ** 2
  const [nearest] = Object.entries(COLORS).sort((a, b) => distance(a[1]) - distance(b[1]))
  return nearest?.[0] ?? 'white'
}

/** By the first bytes, as the server does it. */
export function pictureFormat(bytes: Uint8Array): 'jpeg' | 'png' | 'gif' | 'webp' | 'other' {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1')
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg'
  if (head.startsWith('\x89PNG')) return 'png'
  if (head.startsWith('GIF8')) return 'gif'
  return head.startsWith('RIFF') && head.endsWith('WEBP') ? 'webp' : 'other'
}
