import { join } from 'node:path'
import type { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { exists, firstOf, ModelConfig, missing, readJson, refusal, requireFolder } from './folder-files.ts'
import type { JointModel } from './model.ts'

const ENDINGS = ['', '_fp16', '_quantized', '_int8', '_uint8', '_q4']

/** Tokens that a text has at most, by model type, where config.json leaves it to the library. */
const USUAL_LENGTH = { clip: 77, siglip: 64 } as const

const SIDE = 224

/**
 * What a folder says of a CLIP or SigLIP: towers of their own for texts and pictures, or one model with both.
 * @throws ExpectedError BAD_INPUT that names what is missing or wrong
 */
export async function readJointFolder({ folder, device }: TextEncoderSettings<'clip'>): Promise<JointModel> {
  await requireFolder(folder)
  const config = await readJson(folder, 'config.json', ModelConfig)
  if (config === undefined) throw missing(folder, 'config.json', 'which says what model it is')
  const { model_type } = config
  if (model_type !== 'clip' && model_type !== 'siglip') {
    throw refusal(
      `${folder} holds a model of the type "${model_type ?? 'none'}", where clip or siglip is needed. A model of texts alone goes with the encoder "onnx".`,
    )
  }
  for (const [file, purpose] of [
    ['tokenizer.json', 'which cuts texts into the model’s tokens'],
    ['preprocessor_config.json', 'which says how pictures are scaled'],
  ] as const) {
    if (!(await exists(join(folder, file)))) throw missing(folder, file, purpose)
  }
  const usual = USUAL_LENGTH[model_type]
  return {
    kind: 'joint',
    folder,
    device,
    ...(await towers(folder)),
    maxLength: Math.min(config.text_config?.max_position_embeddings ?? usual, usual),
    padded: model_type === 'siglip',
    side: config.vision_config?.image_size ?? SIDE,
  }
}

async function towers(folder: string): Promise<Pick<JointModel, 'text' | 'vision'>> {
  const find = (name: string) =>
    firstOf(
      folder,
      ENDINGS.flatMap((ending) => [`onnx/${name}${ending}.onnx`, `${name}${ending}.onnx`]),
    )
  const [text, vision] = await Promise.all([find('text_model'), find('vision_model')])
  if (text !== undefined && vision !== undefined)
    return { text: join(folder, text), vision: join(folder, vision) }
  const both = await find('model')
  if (both !== undefined) return { text: join(folder, both), vision: join(folder, both) }
  if (text === undefined) throw missing(folder, 'onnx/text_model.onnx', 'the tower for texts')
  throw missing(folder, 'onnx/vision_model.onnx', 'the tower for pictures')
}
