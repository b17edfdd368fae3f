import { describe, expect, test } from 'vitest'
import type { Backend, CompressedRows } from '../backends/backend.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import { Rng } from '../data/rng.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import {
  type Differentiable,
  expectGradients,
  numericGradients,
  tapeGradients,
} from '../testing/finite-differences.ts'
import { inBatchContrast, softmaxLoss, uploadTargets } from './softmax-loss.ts'

const WIDTH = 3

function random(rows: number, cols: number, stream: string): Float32Array {
  const rng = new Rng(5, stream)
  return Float32Array.from({ length: rows * cols }, () => rng.uniform(-1, 1))
}

/** Users 0 to 3 and items 0 to 4; user 2 has no item, user 3 one that weighs half. */
const pairs: CompressedRows = {
  rows: 4,
  cols: 5,
  offsets: Int32Array.of(0, 2, 3, 3, 4),
  columns: Int32Array.of(0, 4, 1, 3),
  values: Float32Array.of(1, 2, 1, 0.5),
}
const [users, items, bias] = [random(4, WIDTH, 'users'), random(5, WIDTH, 'items'), random(5, 1, 'bias')]

const crossEntropy = (biased: boolean): Differentiable => ({
  inputs: (backend) => [
    backend.upload(users, 4, WIDTH),
    backend.upload(items, 5, WIDTH),
    ...(biased ? [backend.upload(bias, 5, 1)] : []),
  ],
  loss(tape, backend, [u, i, b]) {
    if (u === undefined || i === undefined) throw new Error('Scores need users and items.')
    const nodes = { users: tape.parameter(u), items: tape.parameter(i), bias: b ? tape.parameter(b) : null }
    return softmaxLoss(tape, backend, nodes, uploadTargets(backend, pairs))
  },
})

const contrast: Differentiable = {
  inputs: (backend) => [backend.upload(users, 4, WIDTH), backend.upload(items.subarray(0, 12), 4, WIDTH)],
  loss(tape, backend, [a, b]) {
    if (a === undefined || b === undefined) throw new Error('A contrast is of two.')
    const unit = (x: typeof a) => tape.normalizeRows(tape.parameter(x))
    return inBatchContrast(tape, backend, unit(a), unit(b), 0.2)
  },
}

/** -log softmax_target of the scores. */
function surprise(scores: readonly number[], target: number): number {
  const sum = scores.reduce((total, score) => total + Math.exp(score), 0)
  return Math.log(sum) - (scores[target] ?? Number.NaN)
}

const row = (table: Float32Array, index: number) => [...table.subarray(index * WIDTH, (index + 1) * WIDTH)]
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0)

async function lossOf(subject: Differentiable, backend: Backend): Promise<number | undefined> {
  const { value } = subject.loss(new Tape(backend), backend, subject.inputs(backend))
  return (await backend.read(value))[0]
}

test.each([true, false])('cross-entropy is the weighted surprise at each pair; bias: %s', async (biased) => {
  const scores = [0, 1, 2, 3].map((user) =>
    [0, 1, 2, 3, 4].map((item) => dot(row(users, user), row(items, item)) + (biased ? (bias[item] ?? 0) : 0)),
  )
  const at = (user: number, item: number) => surprise(scores[user] ?? [], item)
  const expected = at(0, 0) + 2 * at(0, 4) + at(1, 1) + 0.5 * at(3, 3)
  expect(await lossOf(crossEntropy(biased), new ReferenceBackend('float64'))).toBeCloseTo(expected, 5)
})

test('a contrast within a batch is the mean surprise at the own partner', async () => {
  const unit = (vector: number[]) => vector.map((value) => value / Math.sqrt(dot(vector, vector)))
  const rows = [0, 1, 2, 3]
  const scores = rows.map((a) => rows.map((b) => dot(unit(row(users, a)), unit(row(items, b))) / 0.2))
  const expected = rows.reduce((sum, r) => sum + surprise(scores[r] ?? [], r) / 4, 0)
  expect(await lossOf(contrast, new ReferenceBackend('float64'))).toBeCloseTo(expected, 5)
})

const subjects = { 'with a bias': crossEntropy(true), 'without one': crossEntropy(false), contrast }

describe.each(everyBackend)('gradients on $title', ({ available, create }) => {
  const backend = sharedBackend(available, create)

  test.skipIf(!available).for(Object.entries(subjects))('%s', async ([, subject]) => {
    expectGradients(await tapeGradients(subject, backend()), numericGradients(subject), 1e-4)
  })
})
