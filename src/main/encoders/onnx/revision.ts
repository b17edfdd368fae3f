import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { assertNever } from '#shared/assert-never.ts'
import { exists } from './folder-files.ts'
import type { OnnxModel } from './model.ts'

/** Beside the models, whatever of these there is decides the vectors. */
const SMALL_FILES = [
  'config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'preprocessor_config.json',
]

/**
 * What names a model's vectors: SHA-256 over the files that make them and what was read of the others, sixteen
 * hexadecimal digits of it. The device does not count: it changes the last digits only.
 */
export async function revisionOf(model: OnnxModel): Promise<string> {
  const digest = createHash('sha256')
  const { folder, device: _, ...rest } = model
  const models = modelsOf(model)
  for (const file of [...SMALL_FILES.map((name) => join(folder, name)), ...(await withData(models))]) {
    if (await exists(file)) digest.update(`${relative(folder, file)}\0${await fileDigest(file)}\0`)
  }
  const read = Object.entries(rest).filter(
    ([, value]) => typeof value !== 'string' || !models.includes(value),
  )
  digest.update(JSON.stringify(read))
  return digest.digest('hex').slice(0, 16)
}

function modelsOf(model: OnnxModel): string[] {
  switch (model.kind) {
    case 'sentence':
      return [model.model]
    case 'joint':
      return [...new Set([model.text, model.vision])]
    default:
      return assertNever(model)
  }
}

/** Models with the files beside them that hold their weights: model.onnx_data, model.onnx.data and the like. */
async function withData(models: readonly string[]): Promise<string[]> {
  const files = await Promise.all(
    models.map(async (model) => {
      const names = await readdir(dirname(model))
      return names
        .filter((name) => name.startsWith(basename(model)))
        .map((name) => join(dirname(model), name))
    }),
  )
  return [...new Set(files.flat())].toSorted()
}

/** By path, size and time of change: a model of some hundred megabytes is read once. */
const known = new Map<string, { stamp: string; digest: Promise<string> }>()

async function fileDigest(file: string): Promise<string> {
  const { size, mtimeMs, ctimeMs } = await stat(file)
  const stamp = `${size} ${mtimeMs} ${ctimeMs}`
  const remembered = known.get(file)
  if (remembered?.stamp === stamp) return remembered.digest
  const digest = digestOf(file)
  known.set(file, { stamp, digest })
  digest.catch(() => known.delete(file))
  return digest
}

async function digestOf(file: string): Promise<string> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) digest.update(chunk)
  return digest.digest('hex')
}
