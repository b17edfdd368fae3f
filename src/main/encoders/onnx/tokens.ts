import { AutoTokenizer, env, type PreTrainedTokenizer } from '@huggingface/transformers'
import { z } from 'zod'

// Nothing is ever fetched: a file that the folder lacks is an error.
env.allowRemoteModels = false
env.useFSCache = false

/** Token ids and mask, row-major [rows, length]. */
export interface Tokens {
  readonly ids: BigInt64Array
  readonly mask: BigInt64Array
  readonly dims: readonly [rows: number, length: number]
}

export type Tokenizer = (texts: readonly string[]) => Tokens

interface TokenizerOptions {
  readonly maxLength: number
  /** Pads to `maxLength` instead of the longest text. */
  readonly padded: boolean
}

const Rows = z.object({ input_ids: z.array(z.array(z.int())) })

/** @throws Error where the folder's files are no tokenizer */
export async function openTokenizer(
  folder: string,
  { maxLength, padded }: TokenizerOptions,
): Promise<Tokenizer> {
  const tokenizer: PreTrainedTokenizer = await AutoTokenizer.from_pretrained(folder, {
    local_files_only: true,
  })
  const encode = (texts: readonly string[], specials = true) =>
    Rows.parse(
      tokenizer([...texts], {
        padding: false,
        truncation: false,
        add_special_tokens: specials,
        return_tensor: false,
      }),
    ).input_ids
  const ending = trailingSpecials(encode(['a'])[0] ?? [], encode(['a'], false)[0] ?? [])
  const padding = tokenizer.pad_token_id ?? 0
  return (texts) => {
    const rows = encode(texts).map((ids) => cut(ids, maxLength, ending))
    const length = padded ? maxLength : Math.max(1, ...rows.map((ids) => ids.length))
    const ids = new BigInt64Array(rows.length * length).fill(BigInt(padding))
    const mask = new BigInt64Array(rows.length * length)
    rows.forEach((row, at) => {
      ids.set(row.map(BigInt), at * length)
      mask.fill(1n, at * length, at * length + row.length)
    })
    return { ids, mask, dims: [rows.length, length] }
  }
}

/**
 * Cuts the text, not the special tokens after it: CLIP reads a text's vector at its last token. The library's own
 * truncation drops them.
 */
function cut(ids: readonly number[], maxLength: number, ending: number): readonly number[] {
  if (ids.length <= maxLength) return ids
  return [...ids.slice(0, maxLength - ending), ...ids.slice(ids.length - ending)]
}

/** How many tokens follow a text's own. */
function trailingSpecials(whole: readonly number[], own: readonly number[]): number {
  const start = whole.findIndex((_, at) => own.every((id, offset) => whole[at + offset] === id))
  return start === -1 ? 0 : whole.length - start - own.length
}
