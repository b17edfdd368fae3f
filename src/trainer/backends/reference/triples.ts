import type { Tensor, Triples } from '../backend.ts'
import { addTo, at, get, type ReferenceTriples } from './reference-tensor.ts'

/** <x[user], x[positive] - x[negative]> of one triple. */
export function marginOf(x: Tensor, triples: Triples, triple: number): number {
  const { user, positive, negative } = rowsOf(triples, triple)
  let sum = 0
  for (let col = 0; col < x.cols; col++) {
    sum += get(x, user, col) * (get(x, positive, col) - get(x, negative, col))
  }
  return sum
}

/** Gradient of the margins by x, from theirs [triples, 1]; summed in float64. */
export function marginGradients(x: Tensor, triples: Triples, gradient: Tensor): Float64Array {
  const sums = new Float64Array(x.rows * x.cols)
  for (let triple = 0; triple < triples.length; triple++) {
    const { user, positive, negative } = rowsOf(triples, triple)
    const g = get(gradient, triple, 0)
    for (let col = 0; col < x.cols; col++) {
      addTo(sums, user * x.cols + col, g * (get(x, positive, col) - get(x, negative, col)))
      addTo(sums, positive * x.cols + col, g * get(x, user, col))
      addTo(sums, negative * x.cols + col, -g * get(x, user, col))
    }
  }
  return sums
}

function rowsOf(triples: Triples, triple: number) {
  const { users, positives, negatives } = triples as ReferenceTriples
  return { user: at(users, triple), positive: at(positives, triple), negative: at(negatives, triple) }
}
