import { readFile, stat } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { z } from 'zod'
import { hasCode } from '#shared/error-code.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** Ends sentences about a folder that lacks something. */
const WHERE_FROM =
  'Copy the whole folder from where the model came from; a model without ONNX files is exported by `optimum-cli export onnx --model NAME FOLDER`.'

/** What is wrong with a folder, and what to do. */
export function refusal(message: string, cause?: unknown): ExpectedError {
  return new ExpectedError('BAD_INPUT', message, cause === undefined ? {} : { cause })
}

/** @throws ExpectedError BAD_INPUT where it is no folder of this machine */
export async function requireFolder(folder: string): Promise<void> {
  if (!isAbsolute(folder)) {
    throw refusal(`The encoder’s folder ‘${folder}’ is no full path. Give the path from the root on.`)
  }
  const found = await stat(folder).catch(() => null)
  if (found === null) {
    throw refusal(`The encoder’s folder ${folder} does not exist. Choose another one in the settings.`)
  }
  if (!found.isDirectory()) {
    throw refusal(`${folder} is a file. Choose the folder that the encoder’s files are in.`)
  }
}

/** @throws ExpectedError BAD_INPUT that names the missing file */
export function missing(folder: string, file: string, purpose: string): ExpectedError {
  return refusal(`${folder} lacks ${file}, ${purpose}. ${WHERE_FROM}`)
}

export async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() ?? false
}

/** The first of these files that the folder has, relative to it. */
export async function firstOf(folder: string, files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await exists(join(folder, file))) return file
  return undefined
}

/**
 * A JSON file of the folder; undefined where there is none.
 * @throws ExpectedError BAD_INPUT where it cannot be understood
 */
export async function readJson<Schema extends z.ZodType>(
  folder: string,
  file: string,
  schema: Schema,
): Promise<z.infer<Schema> | undefined> {
  const text = await readFile(join(folder, file), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return null
    throw refusal(`${join(folder, file)} cannot be read. See who may read it.`, error)
  })
  if (text === null) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw refusal(`${join(folder, file)} is damaged: ${reason}. Copy it again.`, error)
  }
}

/** config.json, as far as it is looked at. */
export const ModelConfig = z.looseObject({
  model_type: z.string().optional(),
  _name_or_path: z.string().optional(),
  max_position_embeddings: z.int().positive().optional(),
  vision_config: z.looseObject({ image_size: z.int().positive().optional() }).optional(),
  text_config: z.looseObject({ max_position_embeddings: z.int().positive().optional() }).optional(),
})
export type ModelConfig = z.infer<typeof ModelConfig>

export const TokenizerConfig = z.looseObject({ model_max_length: z.number().positive().optional() })

/** modules.json of sentence-transformers: the steps from tokens to a vector. */
export const Modules = z.array(z.looseObject({ path: z.string(), type: z.string() }))

/** config.json of a pooling module. Older files have a switch for each kind, newer ones its name. */
export const PoolingConfig = z.looseObject({
  pooling_mode: z.string().optional(),
  pooling_mode_cls_token: z.boolean().optional(),
  pooling_mode_mean_tokens: z.boolean().optional(),
  pooling_mode_max_tokens: z.boolean().optional(),
  pooling_mode_lasttoken: z.boolean().optional(),
  pooling_mode_mean_sqrt_len_tokens: z.boolean().optional(),
  pooling_mode_weightedmean_tokens: z.boolean().optional(),
})

export type PoolingConfig = z.infer<typeof PoolingConfig>

export const SentenceBertConfig = z.looseObject({ max_seq_length: z.int().positive().nullish() })

/** config_sentence_transformers.json. */
export const SentenceConfig = z.looseObject({
  prompts: z.record(z.string(), z.string()).nullish(),
  default_prompt_name: z.string().nullish(),
})
