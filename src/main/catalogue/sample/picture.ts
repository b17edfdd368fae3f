import { sharp } from '#main/pictures/sharp.ts'
import type { SampleItem } from './items.ts'
import type { Recipe } from './recipe.ts'

/** The object, drawn on a board of 100 by 100. Nothing but the fill differs within a category. */
const SHAPES: Record<Recipe['categories'][number]['shape'], string> = {
  mug: `<path d="M26 30 h40 v42 a8 8 0 0 1 -8 8 h-24 a8 8 0 0 1 -8 -8 z"/>
    <path d="M66 38 h6 a12 12 0 0 1 0 26 h-6 v-7 h5 a5 5 0 0 0 0 -12 h-5 z"/>`,
  lamp: `<path d="M36 16 h28 l14 34 h-56 z"/><path d="M47 50 h6 v26 h-6 z"/><path d="M33 76 h34 v7 h-34 z"/>`,
  backpack: `<path d="M40 14 h20 v10 h-5 v-5 h-10 v5 h-5 z"/>
    <path d="M26 38 a16 16 0 0 1 16 -16 h16 a16 16 0 0 1 16 16 v42 a5 5 0 0 1 -5 5 h-38 a5 5 0 0 1 -5 -5 z"/>
    <path d="M78 46 h6 v28 h-6 z"/>`,
  cushion: `<path d="M16 24 q34 9 68 0 q-9 27 0 54 q-34 -9 -68 0 q9 -27 0 -54 z"/>`,
}

/** Lighter marks over the colour; `plain` has none. */
const PATTERNS: Record<Recipe['styles'][string], string> = {
  plain: '',
  stripes: '<rect width="10" height="4" fill="#fff" fill-opacity=".55"/>',
  dots: '<circle cx="5" cy="5" r="2.2" fill="#fff" fill-opacity=".75"/>',
  checks: '<path d="M0 0 h5 v5 h-5 z M5 5 h5 v5 h-5 z" fill="#000" fill-opacity=".3"/>',
}

const MARKS: Record<Recipe['brands'][string], string> = {
  circle: '<circle cx="90" cy="90" r="4"/>',
  square: '<rect x="86" y="86" width="8" height="8"/>',
  triangle: '<path d="M90 85 l5 9 h-10 z"/>',
  ring: '<circle cx="90" cy="90" r="3" fill="none" stroke="#444" stroke-width="2"/>',
}

/** The item's picture as PNG. */
export function drawPicture(item: SampleItem, recipe: Recipe): Promise<Uint8Array> {
  const { values, category, mirrored } = item
  const shape = SHAPES[category.shape]
  const pattern = PATTERNS[named(recipe.styles, values.style)]
  const mark = MARKS[named(recipe.brands, values.brand)]
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"
    width="${recipe.pictureSize}" height="${recipe.pictureSize}">
    <defs><pattern id="style" width="10" height="10" patternUnits="userSpaceOnUse">${pattern}</pattern></defs>
    <rect width="100" height="100" fill="${named(recipe.backgrounds, values.background)}"/>
    <g ${mirrored ? 'transform="translate(100 0) scale(-1 1)"' : ''} stroke="#222" stroke-width=".6">
      <g fill="${named(recipe.colours, values.colour)}">${shape}</g>
      <g fill="url(#style)">${shape}</g>
    </g>
    <g fill="#444">${mark}</g>
  </svg>`
  return sharp(Buffer.from(svg)).flatten({ background: '#fff' }).png().toBuffer()
}

function named<T>(values: Readonly<Record<string, T>>, name: string): T {
  const value = values[name]
  if (value === undefined) throw new Error(`the recipe knows no "${name}"`)
  return value
}
