import type { AnyTensor, Blocks, Matrix, TensorFlow } from './tensorflow-api.ts'

/** Integers up to here are exact in float32. */
const EXACT_IN_FLOAT32 = 2 ** 24

/**
 * Indices of rows as `takeRows` takes them: in a tensor whose last axis has length 1.
 *
 * TensorFlow's binding leaves an int32 tensor that is made from an array in the computer's memory, and copies it
 * to the GPU again for each operation that reads it. Floats go over at once, and what is cast there stays there.
 *
 * @param shape of the indices, without that last axis
 * @param bound above every index
 */
export function deviceIndices(tf: TensorFlow, indices: Int32Array, shape: readonly number[], bound: number) {
  if (bound > EXACT_IN_FLOAT32) return tf.tensor(indices.slice(), [...shape, 1], 'int32')
  return tf.tidy(() => tf.cast(tf.tensor(Float32Array.from(indices), [...shape, 1]), 'int32'))
}

/**
 * Row indices[r] of x as row r, for indices [n, 1]. Indices [n, m, 1] give [n, m, cols], and of blocks x they
 * take blocks. Neither may be empty.
 *
 * Not `tf.gather`: in the native binding that one reads all indices back and checks them one by one in
 * JavaScript, which takes longer than the work itself. Callers have checked.
 */
export function takeRows(tf: TensorFlow, x: Matrix | Blocks, indices: AnyTensor): AnyTensor {
  return tf.gatherND(x, indices)
}

/**
 * Rows of the blocks, laid end to end, where `places` asks for them: row r of the result is row places[r], or
 * zeros where places[r] is the number of rows that there are.
 */
export function placeRows(
  tf: TensorFlow,
  blocks: readonly Matrix[],
  places: AnyTensor,
  cols: number,
): Matrix {
  const zeros: Matrix = tf.zeros([1, cols])
  return tf.gatherND(tf.concat([...blocks, zeros], 0), places) as Matrix
}
