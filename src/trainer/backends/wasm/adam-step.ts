import type { AdamSettings, AdamSlot, Gradient, Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import { NO_POINTER } from './kernels.ts'
import type { WasmSparse } from './memory.ts'
import { isFew, locate, locateMatrix } from './sparse-product.ts'

/** Backend.adam. */
export function adamStep(
  { memory, pool, partitioner }: Compute,
  { parameter, firstMoment, secondMoment }: AdamSlot,
  { dense, rows, product }: Gradient,
  { learningRate, beta1, beta2, epsilon, step }: AdamSettings,
  guard: Tensor,
): void {
  const { rows: height, cols } = parameter
  const factor = product?.x ?? null
  const matrix = product === null ? null : (product.matrix as WasmSparse)
  memory.withScratchPerThread(4 * cols, (scratch) => {
    const touched = locate(memory, rows)
    const x = locate(memory, factor)
    const given = {
      parameter: memory.at(parameter),
      firstMoment: memory.at(firstMoment),
      secondMoment: memory.at(secondMoment),
      dense: dense === null ? NO_POINTER : memory.at(dense),
      rowValues: touched.values,
      rowPlaces: touched.places,
      ...locateMatrix(memory, matrix),
      x: x.values,
      xPlaces: x.places,
      few: isFew(factor),
      productScale: product?.scale ?? 0,
      beta1,
      beta2,
      epsilon,
      stepSize: learningRate / (1 - beta1 ** step),
      correction: 1 / (1 - beta2 ** step),
      guard: memory.at(guard),
      cols,
      scratch,
    }
    pool.run('adam', given, matrix?.bounds ?? partitioner.equal(height, 4 * cols))
  })
}
