import { AutoImageProcessor, type ImageProcessor, RawImage } from '@huggingface/transformers'
import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { z } from 'zod'
import { sharp } from '#main/pictures/sharp.ts'
import { normaliseRows, row } from '../vectors.ts'
import { inBatches } from './by-length.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { JointModel } from './model.ts'
import { compute, type FloatMatrix, openSession, outputAmong, type Session, wholeNumbers } from './session.ts'
import { openTokenizer, type Tokens } from './tokens.ts'

/** Of towers with a projection, of towers without one (SigLIP), and of one model with both. */
const TEXT_OUTPUTS = ['text_embeds', 'pooler_output']
const PICTURE_OUTPUTS = ['image_embeds', 'pooler_output']
const TEXT_BATCH = 32
const PICTURE_BATCH = 8

const Pixels = z.object({
  pixel_values: z.object({ data: z.instanceof(Float32Array), dims: z.array(z.int()) }),
})

/** @throws Error with a sentence where the files do not fit each other */
export async function loadJointModel(model: JointModel): Promise<LoadedModel> {
  const { folder, device, maxLength, padded, side } = model
  const tokenize = await openTokenizer(folder, { maxLength, padded })
  const process = await openProcessor(folder)
  const text = await openSession(model.text, device)
  const vision = model.vision === model.text ? text : await openSession(model.vision, device)
  const textOutput = outputOf(text, model.text, TEXT_OUTPUTS)
  const pictureOutput = outputOf(vision, model.vision, PICTURE_OUTPUTS)

  const encodeTexts = async (texts: readonly string[]) => {
    const inputs = { ...textInputs(text.session, tokenize(texts)), pixel_values: blank(side) }
    return unitRows(await compute(text.session, inputs, textOutput))
  }
  const encodePixels = async ({ data, dims }: FloatMatrix) => {
    const inputs = {
      ...textInputs(vision.session, tokenize([''])),
      pixel_values: new Tensor('float32', data, dims),
    }
    return unitRows(await compute(vision.session, inputs, pictureOutput))
  }
  const dimensions = (await encodeTexts([''])).length
  const pictureDimensions = (await encodePixels(blankMatrix(side))).length
  if (pictureDimensions !== dimensions) {
    throw new Error(
      `Texts get ${dimensions} numbers and pictures ${pictureDimensions}: the towers in ${folder} are not of one space. Export them with their projections.`,
    )
  }
  return {
    dimensions,
    device: text.device,
    texts: (texts) => inBatches(texts, TEXT_BATCH, encodeTexts),
    async pictures(files) {
      const matrix = new Float32Array(files.length * dimensions)
      for (let from = 0; from < files.length; from += PICTURE_BATCH) {
        const read = await Promise.all(files.slice(from, from + PICTURE_BATCH).map(readPicture))
        const seen = read.flatMap((picture, at) => (picture === null ? [] : [{ picture, at }]))
        if (seen.length === 0) continue
        const vectors = await encodePixels(await process(seen.map(({ picture }) => picture)))
        seen.forEach(({ at }, index) => {
          matrix.set(row(vectors, index, dimensions), (from + at) * dimensions)
        })
      }
      return matrix
    },
  }
}

function outputOf({ session }: Session, file: string, names: readonly string[]): string {
  const found = outputAmong(session, names)
  if (found !== undefined) return found
  throw new Error(
    `${file} has neither the output ${names.join(' nor ')} but ${session.outputNames.join(', ')}: it is no tower of CLIP or SigLIP.`,
  )
}

function textInputs(session: InferenceSession, { ids, mask, dims }: Tokens): Record<string, Tensor> {
  return {
    input_ids: wholeNumbers(session, 'input_ids', ids, dims),
    attention_mask: wholeNumbers(session, 'attention_mask', mask, dims),
  }
}

function blankMatrix(side: number): FloatMatrix {
  return { data: new Float32Array(3 * side * side), dims: [1, 3, side, side] }
}

/** Stands beside texts for a model with both towers, which computes no text without a picture. */
function blank(side: number): Tensor {
  const { data, dims } = blankMatrix(side)
  return new Tensor('float32', data, dims)
}

function unitRows({ data, dims }: FloatMatrix): Float32Array {
  return normaliseRows(data, dims.at(-1) ?? 0)
}

async function openProcessor(folder: string): Promise<(pictures: RawImage[]) => Promise<FloatMatrix>> {
  const processor: ImageProcessor = await AutoImageProcessor.from_pretrained(folder, {
    local_files_only: true,
  })
  return async (pictures) => Pixels.parse(await processor(pictures)).pixel_values
}

/** Null where the file is no picture. On white, as the studio shows pictures with transparency. */
async function readPicture(file: string): Promise<RawImage | null> {
  try {
    const { data, info } = await sharp(file)
      .autoOrient()
      .flatten({ background: '#ffffff' })
      .toColourspace('srgb')
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true })
    return new RawImage(new Uint8ClampedArray(data), info.width, info.height, 3)
  } catch {
    return null
  }
}
