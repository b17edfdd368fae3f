import type { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import type { PictureEncoder } from '../picture-encoder.ts'
import type { FitTextEncoder } from '../text-encoder.ts'
import { readJointFolder } from './joint-folder.ts'
import type { OnnxModel } from './model.ts'
import { revisionOf } from './revision.ts'
import { runningModel } from './running-models.ts'
import { readSentenceFolder } from './sentence-folder.ts'

export const sentenceEncoder =
  (settings: TextEncoderSettings<'onnx'>): FitTextEncoder =>
  async () =>
    textSide(await readSentenceFolder(settings))

export const jointTextEncoder =
  (settings: TextEncoderSettings<'clip'>): FitTextEncoder =>
  async () =>
    textSide(await readJointFolder(settings))

export async function jointPictureEncoder(settings: TextEncoderSettings<'clip'>): Promise<PictureEncoder> {
  const model = await readJointFolder(settings)
  const revision = await revisionOf(model)
  const { dimensions } = await runningModel(model, revision)
  return {
    dimensions,
    revision,
    encode: async (pictures) => (await runningModel(model, revision)).pictures(pictures),
  }
}

export const sentenceRevision = async (settings: TextEncoderSettings<'onnx'>): Promise<string> =>
  revisionOf(await readSentenceFolder(settings))

export const jointRevision = async (settings: TextEncoderSettings<'clip'>): Promise<string> =>
  revisionOf(await readJointFolder(settings))

async function textSide(model: OnnxModel) {
  const revision = await revisionOf(model)
  const { dimensions } = await runningModel(model, revision)
  return {
    dimensions,
    revision,
    encode: async (texts: readonly string[]) => (await runningModel(model, revision)).texts(texts),
  }
}
