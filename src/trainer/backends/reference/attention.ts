import { addTo, at, type Values } from './reference-tensor.ts'

export interface AttentionLayout {
  readonly items: number
  /** Width d of query, key and value each. */
  readonly width: number
  readonly heads: number
}

/** Adds to `out` [items, d]; see Backend.tokenAttention. */
export function attend(tokens: readonly Values[], layout: AttentionLayout, out: Values): void {
  const { width } = layout
  for (const head of headsOf(layout)) {
    tokens.forEach((querying) => {
      const weights = attentionWeights(tokens, querying, head, width)
      tokens.forEach((token, t) => {
        for (let c = 0; c < head.width; c++) {
          addTo(out, head.output + c, (at(weights, t) / tokens.length) * at(token, head.value + c))
        }
      })
    })
  }
}

/**
 * Adds to `gradients`, shaped like `tokens`. With p the weights and g the output's gradient over the
 * number of tokens: dv_t += p_t g, and through the softmax ds_t = p_t (<g, v_t> - sum_r p_r <g, v_r>).
 */
export function attendBackward(
  tokens: readonly Values[],
  layout: AttentionLayout,
  gradient: Values,
  gradients: readonly Values[],
): void {
  for (const head of headsOf(layout)) {
    const scale = 1 / Math.sqrt(head.width)
    tokens.forEach((querying, s) => {
      const weights = attentionWeights(tokens, querying, head, layout.width)
      const changes = tokens.map(
        (token) => dot(gradient, head.output, token, head.value, head.width) / tokens.length,
      )
      const mean = changes.reduce((sum, change, t) => sum + change * at(weights, t), 0)
      const intoQuery = gradients[s]
      tokens.forEach((token, t) => {
        const into = gradients[t]
        if (into === undefined || intoQuery === undefined) return
        const weight = at(weights, t)
        const change = scale * weight * (at(changes, t) - mean)
        for (let c = 0; c < head.width; c++) {
          addTo(into, head.value + c, (weight / tokens.length) * at(gradient, head.output + c))
          addTo(intoQuery, head.query + c, change * at(token, head.key + c))
          addTo(into, head.key + c, change * at(querying, head.query + c))
        }
      })
    })
  }
}

interface Head {
  readonly width: number
  readonly output: number
  readonly query: number
  readonly key: number
  readonly value: number
}

/** Where each item's heads begin, in the output and in a token's row of query, key, value. */
function* headsOf({ items, width, heads }: AttentionLayout): Generator<Head> {
  const headWidth = width / heads
  for (let item = 0; item < items; item++) {
    for (let h = 0; h < heads; h++) {
      const query = item * 3 * width + h * headWidth
      const output = item * width + h * headWidth
      yield { width: headWidth, output, query, key: query + width, value: query + 2 * width }
    }
  }
}

function attentionWeights(tokens: readonly Values[], querying: Values, head: Head, width: number): number[] {
  const scale = 1 / Math.sqrt(head.width)
  const scores = tokens.map(
    (token) => scale * dot(querying, head.query, token, head.query + width, head.width),
  )
  const largest = Math.max(...scores)
  const powers = scores.map((score) => Math.exp(score - largest))
  const total = powers.reduce((sum, power) => sum + power, 0)
  return powers.map((power) => power / total)
}

function dot(a: Values, aStart: number, b: Values, bStart: number, length: number): number {
  let sum = 0
  for (let c = 0; c < length; c++) sum += at(a, aStart + c) * at(b, bStart + c)
  return sum
}
