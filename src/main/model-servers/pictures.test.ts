import { expect, it } from 'vitest'
import { pictureForModel } from './pictures.ts'

/** One white pixel. */
const GIF = Buffer.from('R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64')

it('decodes no kind of picture that the studio does not take', async () => {
  await expect(pictureForModel(GIF)).rejects.toThrow('unsupported image format')
})
