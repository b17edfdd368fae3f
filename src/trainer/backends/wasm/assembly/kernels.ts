/**
 * The kernels of the wasm backend. Conventions of every function here:
 * - pointers are byte offsets into the one memory, `rows`, `cols` and `count` are element counts;
 * - matrices are float32, row after row without gaps; any width works, a multiple of 4 is fastest;
 * - a call does the part from `begin` to `end` of the work, so that every thread can take one; what comes out does
 *   not depend on where the parts meet, as long as parts of elements begin at a multiple of 16;
 * - nothing is allocated: the caller hands over the output and, where named, scratch space, in which `thread`
 *   says whose part is whose.
 */
export { spmm } from './spmm'
export { adam, adamRows } from './adam'
export { descend } from './descend'
export { accumulateRows, copyColumns, gather, rowDot, scaleRows, scatterAdd } from './rows'
export { tripleMargins, tripleMarginsBackward } from './triples'
export { inverseNorms, squaredNorm, squaredNormBackward } from './norm'
export { logSumExp, softmaxRows } from './softmax'
export { addBias, columnSums, matmul } from './dense'
export { addScaled, multiply, relu, reluBackward, scaleByScalar } from './elementwise'
export { sigmoid, sigmoidBackward, tanh, tanhBackward } from './activations'
export { logSigmoidLoss, logSigmoidLossBackward } from './log-sigmoid'
export { tokenAttention, tokenAttentionBackward } from './attention'
export { pairScores } from './pair-scores'
export { topItems } from './top-items'

/** First byte that holds none of the module's own constants. */
export function heapBase(): usize {
  return __heap_base
}
