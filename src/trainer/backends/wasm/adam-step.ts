import type { AdamSettings, AdamSlot, Gradient, RowTensor, Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import { NO_POINTER } from './kernels.ts'
import type { HandleMemory, WasmRows, WasmSparse } from './memory.ts'
import { isFew, locate, locateMatrix } from './sparse-product.ts'

/** Backend.adam. */
export function adamStep(
  { memory, pool, partitioner }: Compute,
  slot: AdamSlot,
  { dense, rows, product }: Gradient,
  settings: AdamSettings,
  guard: Tensor,
): void {
  const { rows: height, cols } = slot.parameter
  const factor = product?.x ?? null
  const matrix = product === null ? null : (product.matrix as WasmSparse)
  memory.withScratchPerThread(4 * cols, (scratch) => {
    const touched = locate(memory, rows)
    const x = locate(memory, factor)
    const given = {
      ...located(memory, slot),
      dense: dense === null ? NO_POINTER : memory.at(dense),
      rowValues: touched.values,
      rowPlaces: touched.places,
      ...locateMatrix(memory, matrix),
      x: x.values,
      xPlaces: x.places,
      few: isFew(factor),
      productScale: product?.scale ?? 0,
      ...factorsOf(settings),
      guard: memory.at(guard),
      cols,
      scratch,
    }
    pool.run('adam', given, matrix?.bounds ?? partitioner.equal(height, 4 * cols))
  })
}

/** Backend.adamRows. */
export function adamRowsStep(
  { memory, pool, partitioner }: Compute,
  slot: AdamSlot,
  { rows, values }: RowTensor,
  settings: AdamSettings,
  guard: Tensor,
): void {
  const given = {
    ...located(memory, slot),
    rows: memory.at((rows as WasmRows).rows),
    gradient: memory.at(values),
    ...factorsOf(settings),
    guard: memory.at(guard),
    cols: values.cols,
  }
  pool.run('adamRows', given, partitioner.equal(values.rows, 4 * values.cols))
}

function located(memory: HandleMemory, { parameter, firstMoment, secondMoment }: AdamSlot) {
  return {
    parameter: memory.at(parameter),
    firstMoment: memory.at(firstMoment),
    secondMoment: memory.at(secondMoment),
  }
}

function factorsOf({ learningRate, beta1, beta2, epsilon, step }: AdamSettings) {
  const stepSize = learningRate / (1 - beta1 ** step)
  return { beta1, beta2, epsilon, stepSize, correction: 1 / (1 - beta2 ** step) }
}
