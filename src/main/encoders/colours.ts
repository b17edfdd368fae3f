/** A colour in CIE L*a*b* (D65): lightness 0 to 100, and two opponent axes. */
export interface Lab {
  l: number
  a: number
  b: number
}

/** sRGB bytes to CIE L*a*b* (IEC 61966-2-1 transfer curve, D65 white). */
export function rgbToLab(red: number, green: number, blue: number): Lab {
  const r = linear(red)
  const g = linear(green)
  const b = linear(blue)
  const x = response((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047)
  const y = response(0.2126729 * r + 0.7151522 * g + 0.072175 * b)
  const z = response((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883)
  return { l: 116 * y - 16, a: 500 * (x - y), b: 200 * (y - z) }
}

function linear(byte: number): number {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

function response(value: number): number {
  return value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116
}

/** Names that people use for colours, with a typical sRGB value each. */
const PALETTE = [
  ['black', 12, 12, 12],
  ['dark grey', 64, 64, 64],
  ['grey', 128, 128, 128],
  ['light grey', 196, 196, 196],
  ['white', 250, 250, 250],
  ['cream', 250, 240, 205],
  ['beige', 222, 202, 165],
  ['tan', 196, 154, 108],
  ['brown', 125, 78, 42],
  ['dark brown', 62, 38, 22],
  ['dark red', 115, 16, 18],
  ['red', 210, 28, 32],
  ['coral', 245, 125, 100],
  ['orange', 240, 130, 25],
  ['gold', 212, 170, 45],
  ['yellow', 248, 222, 50],
  ['olive', 112, 110, 40],
  ['light green', 150, 215, 130],
  ['green', 45, 145, 55],
  ['dark green', 18, 62, 32],
  ['teal', 20, 120, 120],
  ['turquoise', 70, 205, 200],
  ['light blue', 160, 205, 235],
  ['blue', 40, 95, 205],
  ['steel blue', 85, 120, 155],
  ['navy', 18, 28, 78],
  ['purple', 105, 45, 140],
  ['lavender', 190, 170, 225],
  ['pink', 245, 165, 190],
  ['magenta', 210, 40, 130],
] as const

export type ColourName = (typeof PALETTE)[number][0]

const NAMED: readonly { name: ColourName; lab: Lab }[] = PALETTE.map(([name, red, green, blue]) => ({
  name,
  lab: rgbToLab(red, green, blue),
}))

export const COLOUR_NAMES: readonly ColourName[] = NAMED.map((colour) => colour.name)

/** The palette's nearest name, by Euclidean distance in L*a*b* (CIE 1976). */
export function nameColour(colour: Lab): ColourName {
  let best: ColourName = 'grey'
  let bestDistance = Number.POSITIVE_INFINITY
  for (const { name, lab } of NAMED) {
    const distance = (lab.l - colour.l) ** 2 + (lab.a - colour.a) ** 2 + (lab.b - colour.b) ** 2
    if (distance < bestDistance) {
      best = name
      bestDistance = distance
    }
  }
  return best
}

/** How different two named colours look: their distance in L*a*b* (CIE 1976). */
export function colourDistance(a: ColourName, b: ColourName): number {
  const first = NAMED.find((colour) => colour.name === a)?.lab
  const second = NAMED.find((colour) => colour.name === b)?.lab
  if (first === undefined || second === undefined) throw new Error(`unknown colour ${a} or ${b}`)
  return Math.hypot(first.l - second.l, first.a - second.a, first.b - second.b)
}
