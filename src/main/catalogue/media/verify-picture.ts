import type { Metadata } from 'sharp'
import { sharp } from '#main/pictures/sharp.ts'
import type { Media, PictureFormat } from '#main/store/media-repository.ts'
import { assertNever } from '#shared/assert-never.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { DecodingBudget } from './decoding-budget.ts'
import { otherKind, pictureFormat } from './picture-kind.ts'

const MAX_PIXELS = 100_000_000
/** What one picture may need at most while it is decoded. */
const MAX_DECODED = 800 * 1024 * 1024

export type PictureFacts = Omit<Media, 'hash' | 'bytes'>

/**
 * Decodes a picture to its last pixel and keeps none of them: the header can be sound in a file that is cut short.
 *
 * @throws ExpectedError BAD_INPUT with what is wrong with "it": another kind of file, damaged, too large
 */
export async function verifyPicture(bytes: Uint8Array, budget: DecodingBudget): Promise<PictureFacts> {
  const format = pictureFormat(bytes)
  if (format === undefined) {
    const kind = otherKind(bytes)
    throw refusal(
      kind === undefined ? 'it is no JPEG, PNG or WebP picture' : `it is ${kind}, not JPEG, PNG or WebP`,
    )
  }
  const header = await decoding(() => sharp(bytes, { limitInputPixels: false }).metadata())
  if (header.format !== format) throw refusal('it is damaged')
  const { width, height, autoOrient } = header
  if (width * height > MAX_PIXELS) {
    const millions = Math.ceil((width * height) / 1e6)
    throw refusal(`it has ${millions} million pixels; at most ${MAX_PIXELS / 1e6} million are read`)
  }
  const needed = decodedBytes(format, header)
  if (needed > MAX_DECODED) {
    throw refusal(
      `it needs ${Math.ceil(needed / 2 ** 20)} MB to be decoded; at most ${MAX_DECODED / 2 ** 20} MB are taken`,
    )
  }
  await budget.spend(needed, () =>
    decoding(() =>
      // The last pixel cannot be had without all others, which pass by in rows.
      sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS })
        .extract({ left: width - 1, top: height - 1, width: 1, height: 1 })
        .raw()
        .toBuffer(),
    ),
  )
  return { ...autoOrient, format }
}

/** Memory that a picture takes while it is decoded, at most. */
function decodedBytes(format: PictureFormat, header: Metadata): number {
  const { width, height, channels, depth, isProgressive } = header
  switch (format) {
    case 'jpeg':
      // A progressive one keeps its coefficients, of two bytes each.
      return width * height * channels * (isProgressive ? 2 : 1)
    case 'png':
      return width * height * channels * (depth === 'ushort' ? 2 : 1)
    case 'webp':
      // The decoder has the whole picture once for itself and once for libvips.
      return width * height * 8
    default:
      return assertNever(format)
  }
}

async function decoding<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    throw new ExpectedError('BAD_INPUT', 'it is damaged', { cause: error })
  }
}

function refusal(message: string): ExpectedError {
  return new ExpectedError('BAD_INPUT', message)
}
