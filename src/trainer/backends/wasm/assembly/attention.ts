import { accumulate, dot } from './vector'

/**
 * Scaled dot-product attention over the few tokens of each item, averaged over the querying tokens
 * (Vaswani et al. 2017, equation 1, per head). `tokens` points at one pointer per token to a matrix
 * [items, 3 width] whose rows are query, key and value next to each other.
 * out: [items, width]. `scratch` has room for `count` floats per thread. begin to end counts items.
 */
export function tokenAttention(
  tokens: usize,
  count: usize,
  heads: usize,
  out: usize,
  width: usize,
  scratch: usize,
  begin: usize,
  end: usize,
  thread: usize,
): void {
  const bytes = (width / heads) << 2
  const stride = width << 2
  const share: f32 = 1 / <f32>count
  const shares = scratch + thread * ((count << 2) + 64)
  memory.fill(out + begin * stride, 0, (end - begin) * stride)
  for (let item = begin; item < end; item++) {
    const row = item * 3 * stride
    for (let head: usize = 0; head < heads; head++) {
      const column = row + head * bytes
      const to = out + item * stride + head * bytes
      for (let s: usize = 0; s < count; s++) {
        weights(tokens, count, s, column, stride, bytes, shares)
        for (let t: usize = 0; t < count; t++) {
          accumulate(to, value(tokens, t, column, stride), share * load<f32>(shares + (t << 2)), bytes)
        }
      }
    }
  }
}

/**
 * Gradient of `tokenAttention` with respect to every token's query, key and value. The weights are
 * made again rather than kept. `gradients` points at one pointer per token, like `tokens`; the matrices
 * are overwritten. `scratch` has room for 2 `count` floats per thread. begin to end counts items.
 */
export function tokenAttentionBackward(
  tokens: usize,
  count: usize,
  heads: usize,
  gradient: usize,
  gradients: usize,
  width: usize,
  scratch: usize,
  begin: usize,
  end: usize,
  thread: usize,
): void {
  const bytes = (width / heads) << 2
  const stride = width << 2
  const share: f32 = 1 / <f32>count
  const shares = scratch + thread * ((count << 3) + 64)
  const scale: f32 = <f32>(1 / Math.sqrt(<f64>(width / heads)))
  const weightGradients = shares + (count << 2)
  for (let t: usize = 0; t < count; t++) {
    memory.fill(<usize>load<u32>(gradients + (t << 2)) + begin * 3 * stride, 0, (end - begin) * 3 * stride)
  }
  for (let item = begin; item < end; item++) {
    const row = item * 3 * stride
    for (let head: usize = 0; head < heads; head++) {
      const column = row + head * bytes
      const from = gradient + item * stride + head * bytes
      for (let s: usize = 0; s < count; s++) {
        weights(tokens, count, s, column, stride, bytes, shares)
        let mean: f32 = 0
        for (let t: usize = 0; t < count; t++) {
          const weight = load<f32>(shares + (t << 2))
          const change = share * dot(from, value(tokens, t, column, stride), bytes)
          store<f32>(weightGradients + (t << 2), change)
          mean += weight * change
          accumulate(value(gradients, t, column, stride), from, share * weight, bytes)
        }
        for (let t: usize = 0; t < count; t++) {
          const weight = load<f32>(shares + (t << 2))
          const change = scale * weight * (load<f32>(weightGradients + (t << 2)) - mean)
          accumulate(query(gradients, s, column), key(tokens, t, column, stride), change, bytes)
          accumulate(key(gradients, t, column, stride), query(tokens, s, column), change, bytes)
        }
      }
    }
  }
}

/** Softmax over the tokens t of <q_s, k_t> / sqrt(head width), into `scratch`. */
function weights(
  tokens: usize,
  count: usize,
  s: usize,
  column: usize,
  stride: usize,
  bytes: usize,
  scratch: usize,
): void {
  const scale: f32 = <f32>(1 / Math.sqrt(<f64>(bytes >> 2)))
  let largest: f32 = -f32.MAX_VALUE
  for (let t: usize = 0; t < count; t++) {
    const score = scale * dot(query(tokens, s, column), key(tokens, t, column, stride), bytes)
    store<f32>(scratch + (t << 2), score)
    largest = max<f32>(largest, score)
  }
  let total: f32 = 0
  for (let t: usize = 0; t < count; t++) {
    const power = Mathf.exp(load<f32>(scratch + (t << 2)) - largest)
    store<f32>(scratch + (t << 2), power)
    total += power
  }
  for (let t: usize = 0; t < count; t++) {
    store<f32>(scratch + (t << 2), load<f32>(scratch + (t << 2)) / total)
  }
}

// @ts-ignore: decorator
@inline
function query(tokens: usize, t: usize, column: usize): usize {
  return <usize>load<u32>(tokens + (t << 2)) + column
}

// @ts-ignore: decorator
@inline
function key(tokens: usize, t: usize, column: usize, stride: usize): usize {
  return <usize>load<u32>(tokens + (t << 2)) + stride + column
}

// @ts-ignore: decorator
@inline
function value(tokens: usize, t: usize, column: usize, stride: usize): usize {
  return <usize>load<u32>(tokens + (t << 2)) + 2 * stride + column
}
