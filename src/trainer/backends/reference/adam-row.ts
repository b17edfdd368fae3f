import type { AdamSettings, AdamSlot } from '../backend.ts'
import { addTo, at, valuesOf } from './reference-tensor.ts'

/**
 * Kingma & Ba 2015, algorithm 1, on one row.
 * @param gradient of a column
 */
export function adamRow(
  { parameter, firstMoment, secondMoment }: AdamSlot,
  row: number,
  gradient: (col: number) => number,
  { learningRate, beta1, beta2, epsilon, step }: AdamSettings,
): void {
  const [values, first, second] = [valuesOf(parameter), valuesOf(firstMoment), valuesOf(secondMoment)]
  for (let col = 0; col < parameter.cols; col++) {
    const i = row * parameter.cols + col
    const g = gradient(col)
    first[i] = beta1 * at(first, i) + (1 - beta1) * g
    second[i] = beta2 * at(second, i) + (1 - beta2) * g * g
    const correctedFirst = at(first, i) / (1 - beta1 ** step)
    const correctedSecond = at(second, i) / (1 - beta2 ** step)
    addTo(values, i, (-learningRate * correctedFirst) / (Math.sqrt(correctedSecond) + epsilon))
  }
}
