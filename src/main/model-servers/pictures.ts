import { sharp } from '#main/pictures/sharp.ts'

/**
 * Longest side of a picture that a model is shown. Models cut pictures into patches and some spend a
 * thousand tokens and more on a large one; at 512 pixels a product or a poster is still plain to see.
 */
const LONGEST_SIDE = 512

/**
 * A picture as models are shown it: upright, small, and a JPEG on white, which every server reads.
 *
 * @param source path or bytes
 * @throws where it cannot be read as a picture
 */
export async function pictureForModel(source: string | Uint8Array): Promise<Uint8Array> {
  return sharp(source)
    .autoOrient()
    .resize({ width: LONGEST_SIDE, height: LONGEST_SIDE, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .jpeg({ quality: 85 })
    .toBuffer()
}
