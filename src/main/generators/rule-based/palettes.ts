import type { ColourName } from '#main/encoders/colours.ts'
import { pictureFeatures } from '#main/encoders/picture-features.ts'

/** So many pictures of a category show which colours occur there. */
const SAMPLE = 30

/** Colours that dominate pictures of a category, each with the number of sampled pictures. */
export type Palette = ReadonlyMap<ColourName, number>

/** Looks at pictures of a category when its first item comes up, not at the whole catalogue beforehand. */
export class Palettes {
  readonly #pictures = new Map<string, string[]>()
  readonly #palettes = new Map<string, Promise<Palette>>()
  readonly #seen = new Map<string, number>()

  /** @param path of the original picture */
  add(category: string, path: string): void {
    const pictures = this.#pictures.get(category) ?? []
    this.#pictures.set(category, pictures)
    const seen = (this.#seen.get(category) ?? 0) + 1
    this.#seen.set(category, seen)
    if (pictures.length < SAMPLE) {
      pictures.push(path)
      return
    }
    // Later pictures replace earlier ones at steps that grow, which spreads the sample over the catalogue.
    if (seen % Math.ceil(seen / SAMPLE) === 0) pictures[seen % SAMPLE] = path
  }

  of(category: string): Promise<Palette> {
    const palette = this.#palettes.get(category) ?? look(this.#pictures.get(category) ?? [])
    this.#palettes.set(category, palette)
    return palette
  }
}

async function look(pictures: readonly string[]): Promise<Palette> {
  const palette = new Map<ColourName, number>()
  for (const path of pictures) {
    // A picture that cannot be read is a matter of its own item; here it only shows no colours.
    const colours = await pictureFeatures(path).then(
      (features) => features.colours,
      () => [],
    )
    for (const { name } of colours.slice(0, 3)) palette.set(name, (palette.get(name) ?? 0) + 1)
  }
  return palette
}
