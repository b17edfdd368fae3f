import type { Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import type { Pointer } from './kernels.ts'

/** As assembly/norm.ts and assembly/log-sigmoid.ts have them. */
const NORM_BLOCK = 64
const LOSS_BLOCK = 128

/** Backend.squaredNorm. */
export function squaredNorm(compute: Compute, x: Tensor, weights: Tensor): Tensor {
  const { memory, pool, partitioner } = compute
  const blocks = Math.ceil(x.rows / NORM_BLOCK)
  const operands = { x: memory.at(x), weights: memory.at(weights), rows: x.rows, cols: x.cols }
  return sumOfBlocks(compute, blocks, 1, (partials) => {
    const bounds = partitioner.equal(blocks, NORM_BLOCK * x.cols)
    pool.run('squaredNorm', { ...operands, partials }, bounds)
  })
}

/** Backend.logSigmoidLoss. */
export function logSigmoidLoss(compute: Compute, x: Tensor, scale: number): Tensor {
  const { memory, pool, partitioner } = compute
  const count = x.rows * x.cols
  const blocks = Math.ceil(count / LOSS_BLOCK)
  return sumOfBlocks(compute, blocks, 1 / count, (partials) => {
    const bounds = partitioner.equal(blocks, 50 * LOSS_BLOCK)
    pool.run('logSigmoidLoss', { x: memory.at(x), scale, partials, count }, bounds)
  })
}

/**
 * The sum of what a kernel makes of blocks of fixed size, in their order, times a factor: the same whatever the
 * threads.
 */
function sumOfBlocks(
  { memory }: Compute,
  blocks: number,
  factor: number,
  run: (partials: Pointer) => void,
): Tensor {
  const sum = memory.withScratch(8 * blocks, (partials) => {
    run(partials)
    return memory.doubles(partials, blocks).reduce((total, partial) => total + partial, 0)
  })
  const out = memory.tensor(1, 1)
  memory.view(out)[0] = sum * factor
  return out
}
