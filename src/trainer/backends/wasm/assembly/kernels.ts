/**
 * The kernels of the wasm backend. Conventions of every function here:
 * - pointers are byte offsets into the one memory, `rows`, `cols` and `count` are element counts;
 * - matrices are float32, row after row without gaps; any width works, a multiple of 4 is fastest;
 * - nothing is allocated: the caller hands over the output and, where named, scratch space.
 */
export { spmm } from './spmm'
export { matmul, addBias, columnSums } from './dense'
export { gather, scatterAdd, rowDot, scaleRows } from './rows'
export { addScaled, scaleByScalar, squaredNorm, relu, reluBackward } from './elementwise'
export { logSigmoidLoss, logSigmoidLossBackward } from './log-sigmoid'
export { tokenAttention, tokenAttentionBackward } from './attention'
export { adam } from './adam'

/** First byte that holds none of the module's own constants. */
export function heapBase(): usize {
  return __heap_base
}
