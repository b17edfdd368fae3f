import { basename, join } from 'node:path'
import type { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import {
  exists,
  firstOf,
  ModelConfig,
  Modules,
  missing,
  PoolingConfig,
  readJson,
  refusal,
  requireFolder,
  SentenceBertConfig,
  SentenceConfig,
  TokenizerConfig,
} from './folder-files.ts'
import type { Pooling, SentenceModel } from './model.ts'

/** The most exact one first. */
const MODEL_FILES = [
  'model',
  'model_fp16',
  'model_quantized',
  'model_int8',
  'model_uint8',
  'model_q4',
].flatMap((name) => [`onnx/${name}.onnx`, `${name}.onnx`])

/** Without a word from the folder. More tokens cost time squared and say little more of an item. */
const LENGTH_LIMIT = 512

const JOINT_TYPES = /clip|siglip/

/**
 * What a folder in the Hugging Face layout says of a sentence encoder, with the settings that overrule it.
 * @throws ExpectedError BAD_INPUT that names what is missing or wrong
 */
export async function readSentenceFolder(settings: TextEncoderSettings<'onnx'>): Promise<SentenceModel> {
  const { folder, device } = settings
  await requireFolder(folder)
  const config = await readJson(folder, 'config.json', ModelConfig)
  if (config === undefined) throw missing(folder, 'config.json', 'which says what model it is')
  if (JOINT_TYPES.test(config.model_type ?? '')) {
    throw refusal(
      `${folder} holds a model of pictures and texts (${config.model_type}). Choose the encoder "clip" for it.`,
    )
  }
  if (!(await exists(join(folder, 'tokenizer.json')))) {
    throw missing(folder, 'tokenizer.json', 'which cuts texts into the model’s tokens')
  }
  return {
    kind: 'sentence',
    folder,
    device,
    model: join(folder, await modelFile(settings)),
    ...(await pooling(settings)),
    prefix: await prefix(settings, config),
    maxLength: await maxLength(settings, config),
  }
}

async function modelFile({ folder, modelFile: chosen }: TextEncoderSettings<'onnx'>): Promise<string> {
  if (chosen !== 'auto') {
    if (await exists(join(folder, chosen))) return chosen
    throw missing(folder, chosen, 'which the settings name as the model')
  }
  const found = await firstOf(folder, MODEL_FILES)
  if (found === undefined) throw missing(folder, 'onnx/model.onnx', 'the model itself')
  return found
}

async function pooling({
  folder,
  pooling: chosen,
}: TextEncoderSettings<'onnx'>): Promise<Pick<SentenceModel, 'pooling' | 'ownPooling'>> {
  if (chosen !== 'auto') return { pooling: chosen, ownPooling: false }
  const modules = await readJson(folder, 'modules.json', Modules)
  const dense = modules?.find(({ type }) => type.endsWith('.Dense'))
  const module = modules?.find(({ type }) => type.endsWith('.Pooling'))?.path ?? '1_Pooling'
  const file = `${module}/config.json`
  const config = await readJson(folder, file, PoolingConfig)
  if (config === undefined && modules?.some(({ path }) => path === module)) {
    throw missing(folder, file, 'which modules.json refers to')
  }
  const named = config === undefined ? 'mean' : pooledBy(config)
  if (named === undefined) {
    throw refusal(
      `${join(folder, file)} asks for a pooling that the studio does not have. Set the encoder’s pooling to mean, cls or last.`,
    )
  }
  if (dense !== undefined) {
    throw refusal(
      `${folder} has a layer after the pooling (${dense.path}), which ONNX folders leave out. Choose a model without one, or set the encoder’s pooling yourself to do without it.`,
    )
  }
  return { pooling: named, ownPooling: true }
}

function pooledBy(config: PoolingConfig): Pooling | undefined {
  const names = { cls: 'cls', mean: 'mean', max: 'max', lasttoken: 'last', last: 'last' } as const
  if (config.pooling_mode !== undefined)
    return Object.entries(names).find(([n]) => n === config.pooling_mode)?.[1]
  const chosen: (Pooling | undefined)[] = []
  if (config.pooling_mode_cls_token === true) chosen.push('cls')
  if (config.pooling_mode_mean_tokens === true) chosen.push('mean')
  if (config.pooling_mode_max_tokens === true) chosen.push('max')
  if (config.pooling_mode_lasttoken === true) chosen.push('last')
  if (config.pooling_mode_mean_sqrt_len_tokens === true) chosen.push('mean')
  if (config.pooling_mode_weightedmean_tokens === true) chosen.push(undefined)
  // Several kinds stand side by side in one longer vector.
  return chosen.length === 1 ? chosen[0] : undefined
}

async function prefix(settings: TextEncoderSettings<'onnx'>, config: ModelConfig): Promise<string> {
  const { folder, prefix: chosen } = settings
  if (chosen !== 'auto') return chosen
  const { prompts, default_prompt_name } =
    (await readJson(folder, 'config_sentence_transformers.json', SentenceConfig)) ?? {}
  const names = [default_prompt_name, 'document', 'passage'].filter((name) => typeof name === 'string')
  for (const name of names) {
    const prompt = prompts?.[name]
    if (prompt !== undefined) return prompt
  }
  // The card of E5 asks for it, its files do not say so: "query: " wherever vectors serve as features.
  return /(^|[-_/])e5([-_]|$)/i.test(config._name_or_path ?? basename(folder)) ? 'query: ' : ''
}

async function maxLength(settings: TextEncoderSettings<'onnx'>, config: ModelConfig): Promise<number> {
  const { folder, maxLength: chosen } = settings
  const positions = config.max_position_embeddings ?? Number.POSITIVE_INFINITY
  if (chosen !== 'auto') return Math.min(chosen, positions)
  const sentence = await readJson(folder, 'sentence_bert_config.json', SentenceBertConfig)
  if (sentence?.max_seq_length != null) return Math.min(sentence.max_seq_length, positions)
  const tokenizer = await readJson(folder, 'tokenizer_config.json', TokenizerConfig)
  return Math.min(tokenizer?.model_max_length ?? LENGTH_LIMIT, positions, LENGTH_LIMIT)
}
