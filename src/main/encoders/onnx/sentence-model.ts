import type { Tensor } from 'onnxruntime-node'
import { normaliseRows } from '../vectors.ts'
import { inBatches } from './by-length.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { SentenceModel } from './model.ts'
import { pool } from './pooling.ts'
import { compute, openSession, outputAmong, wholeNumbers } from './session.ts'
import { openTokenizer } from './tokens.ts'

const SENTENCES = ['sentence_embedding']
const TOKENS = ['last_hidden_state', 'token_embeddings']
/** Larger batches do not pay on a processor, and a GPU has enough to do with these. */
const BATCH = 32

/** @throws Error with a sentence where the files do not fit each other */
export async function loadSentenceModel(model: SentenceModel): Promise<LoadedModel> {
  const { folder, device, maxLength, prefix, pooling } = model
  const tokenize = await openTokenizer(folder, { maxLength, padded: false })
  const opened = await openSession(model.model, device)
  const { session } = opened
  const whole = model.ownPooling ? outputAmong(session, SENTENCES) : undefined
  const output = whole ?? outputAmong(session, TOKENS)
  if (output === undefined) {
    throw new Error(
      `${model.model} has neither the output ${TOKENS.join(' nor ')} but ${session.outputNames.join(', ')}: it is no sentence encoder.`,
    )
  }
  const encode = async (texts: readonly string[]) => {
    const { ids, mask, dims } = tokenize(texts.map((text) => `${prefix}${text}`))
    const numbers = (name: string, values: BigInt64Array) => wholeNumbers(session, name, values, dims)
    const inputs: Record<string, Tensor> = {
      input_ids: numbers('input_ids', ids),
      attention_mask: numbers('attention_mask', mask),
      token_type_ids: numbers('token_type_ids', new BigInt64Array(ids.length)),
    }
    const { data, dims: shape } = await compute(session, inputs, output)
    const [rows = 0, length = 0, dimensions = 0] = shape
    if (whole !== undefined) return normaliseRows(data, length)
    return normaliseRows(pool(data, mask, [rows, length, dimensions], pooling), dimensions)
  }
  return {
    dimensions: (await encode([''])).length,
    device: opened.device,
    texts: (texts) => inBatches(texts, BATCH, encode),
    pictures: () => Promise.reject(new Error(`${folder} encodes no pictures.`)),
  }
}
