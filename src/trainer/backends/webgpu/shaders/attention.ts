import { type Binding, eachKernel, read, remembered, write } from '../kernel.ts'
import { floats, sumOf, type Width } from './width.ts'

/**
 * Attention over an item's tokens: an invocation has one head of one item. `width` is the parts of a head's
 * query; a token's row holds queries, keys and values of all heads. The tokens are few, so that
 * loops over them are written out.
 *
 * Tokens come in a buffer each, or one after the other in one buffer, `stride` parts apart, where the device has not
 * so many.
 */
const UNIFORMS = { heads: 'u32', width: 'u32', stride: 'u32', scale: 'f32' } as const

const range = (length: number) => Array.from({ length }, (_, index) => index)

/** Declares a list of matrices and how to name an element of one. */
function tokensOf(
  name: string,
  count: number,
  stacked: boolean,
  binding: Binding,
): { buffers: Record<string, Binding>; at: (token: number, place: string) => string } {
  if (stacked) {
    return { buffers: { [name]: binding }, at: (token, place) => `${name}[${token} * u.stride + ${place}]` }
  }
  return {
    buffers: Object.fromEntries(range(count).map((token) => [`${name}${token}`, binding])),
    at: (token, place) => `${name}${token}[${place}]`,
  }
}

/** Places of a head's query, key and value in a token's row, and of its part in the output. */
const PLACES = `
      let item = i / u.heads;
      let head = i % u.heads;
      let wide = u.heads * u.width;
      let query = item * 3 * wide + head * u.width;
      let key = query + wide;
      let value = key + wide;
      let output = item * wide + head * u.width;`

/** weights[s][t]: the softmax over t of <query s, key t> / sqrt(columns of a head). */
function softmaxWeights(count: number, width: Width, at: (token: number, place: string) => string): string {
  const tokens = range(count)
  return `
      var weights: array<array<f32, ${count}>, ${count}>;
      for (var c = 0u; c < u.width; c++) {
        ${tokens.map((t) => `let key${t} = ${at(t, 'key + c')};`).join('\n')}
        ${tokens
          .map((s) => {
            const sums = tokens.map((t) => `weights[${s}][${t}] += ${sumOf(width, `query * key${t}`)};`)
            return `{ let query = ${at(s, 'query + c')}; ${sums.join(' ')} }`
          })
          .join('\n')}
      }
      for (var s = 0; s < ${count}; s++) {
        var largest = u.scale * weights[s][0];
        for (var t = 0; t < ${count}; t++) {
          weights[s][t] *= u.scale;
          largest = max(largest, weights[s][t]);
        }
        var total = 0.0;
        for (var t = 0; t < ${count}; t++) {
          weights[s][t] = exp(weights[s][t] - largest);
          total += weights[s][t];
        }
        for (var t = 0; t < ${count}; t++) { weights[s][t] /= total; }
      }`
}

/** shares[t]: how much of value t is in the output, the mean over the querying tokens. */
const sharesOf = (count: number) => `
      var shares: array<f32, ${count}>;
      for (var t = 0; t < ${count}; t++) {
        for (var s = 0; s < ${count}; s++) { shares[t] += weights[s][t]; }
        shares[t] /= ${count};
      }`

export const attentionKernel = remembered((width: Width, count: number, stacked: boolean) => {
  const { buffers, at } = tokensOf('token', count, stacked, read(floats(width)))
  const terms = range(count).map((t) => `shares[${t}] * ${at(t, 'value + c')}`)
  return eachKernel({
    label: 'tokenAttention',
    uniforms: UNIFORMS,
    buffers: { ...buffers, out: write(floats(width)) },
    body: `
      ${PLACES}
      ${softmaxWeights(count, width, at)}
      ${sharesOf(count)}
      for (var c = 0u; c < u.width; c++) { out[output + c] = ${terms.join(' + ')}; }`,
  })
})

/**
 * With p the weights and g the output's gradient over the number of tokens: dv_t = sum_s p_st g, and through the
 * softmax ds_st = p_st (<g, v_t> - sum_r p_sr <g, v_r>); dq_s = sum_t ds_st k_t and dk_t = sum_s ds_st q_s, both
 * over sqrt(columns of a head).
 */
export const attentionBackwardKernel = remembered((width: Width, count: number, stacked: boolean) => {
  const tokens = range(count)
  const from = tokensOf('token', count, stacked, read(floats(width)))
  const into = tokensOf('into', count, stacked, write(floats(width)))
  const weighted = (term: (token: number) => string) => tokens.map(term).join(' + ')
  return eachKernel({
    label: 'tokenAttentionBackward',
    uniforms: UNIFORMS,
    buffers: { ...from.buffers, gradient: read(floats(width)), ...into.buffers },
    body: `
      ${PLACES}
      ${softmaxWeights(count, width, from.at)}
      ${sharesOf(count)}
      var changes: array<f32, ${count}>;
      for (var c = 0u; c < u.width; c++) {
        let g = gradient[output + c];
        ${tokens.map((t) => `changes[${t}] += ${sumOf(width, `g * ${from.at(t, 'value + c')}`)};`).join('\n')}
      }
      for (var s = 0; s < ${count}; s++) {
        var mean = 0.0;
        for (var t = 0; t < ${count}; t++) { mean += weights[s][t] * changes[t]; }
        for (var t = 0; t < ${count}; t++) { weights[s][t] *= u.scale * (changes[t] - mean) / ${count}; }
      }
      for (var c = 0u; c < u.width; c++) {
        let g = gradient[output + c];
        ${tokens
          .map(
            (t) => `
        let query${t} = ${from.at(t, 'query + c')};
        let key${t} = ${from.at(t, 'key + c')};`,
          )
          .join('')}
        ${tokens
          .map(
            (t) => `
        ${into.at(t, 'query + c')} = ${weighted((other) => `weights[${t}][${other}] * key${other}`)};
        ${into.at(t, 'key + c')} = ${weighted((other) => `weights[${other}][${t}] * query${other}`)};
        ${into.at(t, 'value + c')} = shares[${t}] * g;`,
          )
          .join('')}
      }`,
  })
})
