import type { AnyTensor, Matrix, TensorFlow } from './tensorflow-api.ts'

export interface AttentionSizes {
  readonly items: number
  /** Width of query, key and value each, a multiple of heads. */
  readonly width: number
  readonly heads: number
}

/** See Backend.tokenAttention: one [items, 3 width] per token, result [items, width]; not empty. */
export function attend(tf: TensorFlow, tokens: readonly Matrix[], sizes: AttentionSizes): Matrix {
  const { weights, value } = weigh(tf, tokens, sizes)
  // The mean over queries of weights times values is the mean of the weights times the values.
  const output = tf.matMul(tf.mean(weights, 2, true), value)
  return tf.reshape(output, [sizes.items, sizes.width])
}

/**
 * One [items, 3 width] per token. With p the weights and g the output's gradient over the number of tokens:
 * dv_t = g sum_s p_st, and through the softmax ds_st = p_st (<g, v_t> - sum_r p_sr <g, v_r>).
 */
export function attendBackward(
  tf: TensorFlow,
  tokens: readonly Matrix[],
  sizes: AttentionSizes,
  gradient: Matrix,
): Matrix[] {
  const { items, width, heads } = sizes
  const { query, key, value, weights, scale } = weigh(tf, tokens, sizes)
  const output: AnyTensor = tf.reshape(tf.div(gradient, tokens.length), [items, heads, 1, width / heads])
  const values = tf.matMul(tf.sum(weights, 2, true), output, true)
  const changes = tf.matMul(output, value, false, true)
  const mean = tf.sum(tf.mul(weights, changes), 3, true)
  const scores = tf.mul(tf.mul(weights, tf.sub(changes, mean)), scale)
  const parts = [tf.matMul(scores, key), tf.matMul(scores, query, true), values]
  return tokens.map((_, token) => {
    const own = parts.map((part): Matrix => {
      const size = [items, heads, 1, width / heads]
      return tf.reshape(tf.slice(part, [0, 0, token, 0], size), [items, width])
    })
    return tf.concat(own, 1)
  })
}

/** Queries, keys and values as [items, heads, tokens, width / heads], and softmax weights [.., queries, keys]. */
function weigh(tf: TensorFlow, tokens: readonly Matrix[], { items, width, heads }: AttentionSizes) {
  const shape = [items, heads, 1, width / heads]
  const part = (index: number) =>
    tf.concat(
      tokens.map((token) => tf.reshape(tf.slice(token, [0, index * width], [items, width]), shape)),
      2,
    )
  const [query, key, value] = [part(0), part(1), part(2)]
  const scale = 1 / Math.sqrt(width / heads)
  const weights = tf.softmax(tf.mul(tf.matMul(query, key, false, true), scale))
  return { query, key, value, weights, scale }
}
