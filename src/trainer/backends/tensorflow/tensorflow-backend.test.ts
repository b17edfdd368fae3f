import { afterEach, expect, test } from 'vitest'
import { tensorFlowInJavaScript } from '../../testing/tensorflow-in-javascript.ts'
import type { Backend, Tensor } from '../backend.ts'
import { ReferenceBackend } from '../reference/reference-backend.ts'
import { TensorFlowBackend } from './tensorflow-backend.ts'

const tf = await tensorFlowInJavaScript()
const backend = new TensorFlowBackend(tf, 'JavaScript')
const count = () => tf.memory().numTensors
afterEach(() => backend.dispose())

const NOTHING = { offsets: new Int32Array(3), values: new Int32Array() }
const SETTINGS = { learningRate: 0.1, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, step: 1 }

function sparse(on: Backend) {
  return on.uploadSparse({
    rows: 3,
    cols: 3,
    offsets: Int32Array.of(0, 2, 2, 3),
    columns: Int32Array.of(0, 2, 1),
    values: Float32Array.of(0.5, 2, -1),
  })
}

test('steps leave no tensor behind, and disposing none at all', async () => {
  const before = count()
  const matrix = sparse(backend)
  const parameter = backend.upload([1, 2, 3, 4, 5, 6], 3, 2)
  const slot = { parameter, firstMoment: backend.zeros(3, 2), secondMoment: backend.zeros(3, 2) }
  const kept = count()
  for (let step = 1; step <= 3; step++) {
    const mark = backend.mark()
    const rows = backend.uploadRows(Int32Array.of(2, 0), 3)
    const indices = backend.uploadIndices(Int32Array.of(1, -1, 1))
    const triples = backend.uploadTriples(Int32Array.of(0), Int32Array.of(1), Int32Array.of(2), 3)
    const layers = backend.spmm(matrix, parameter, parameter, 0.5)
    const some = backend.spmmRows(matrix, rows, layers, parameter, 1)
    const gradient = backend.gather(layers, indices)
    backend.scatterAdd(layers, indices, gradient, 0.5)
    backend.accumulate(layers, { rows, values: some }, 2)
    backend.write(gradient, [1, 2, 3, 4, 5, 6])
    const margins = backend.tripleMargins(layers, triples)
    const loss = backend.logSigmoidLoss(margins, 1)
    const dense = backend.tripleMarginsBackward(layers, triples, margins)
    const parts = {
      dense,
      rows: { rows, values: some },
      product: { matrix, x: { rows, values: some }, scale: 2 },
    }
    backend.adam(slot, parts, { ...SETTINGS, step }, loss)
    const token = backend.upload([1, 2, 3, 4, 5, 6], 1, 6)
    backend.tokenAttentionBackward([token, token], 2, backend.tokenAttention([token, token], 2))
    await backend.read(loss)
    await backend.topItems(backend.slice(layers, 0, 2), parameter, NOTHING, 2)
    backend.release(mark)
    expect(count()).toBe(kept)
  }
  await backend.dispose()
  expect(count()).toBe(before)
})

test('what is read is what was there at the call, whatever happens to the tensor then', async () => {
  const mark = backend.mark()
  const x = backend.upload([1, 2], 1, 2)
  const first = backend.read(x)
  backend.write(x, [3, 4])
  const second = backend.read(x)
  backend.release(mark)
  expect([await first, await second]).toEqual([Float32Array.of(1, 2), Float32Array.of(3, 4)])
})

test('neither the array that was uploaded nor the one that was read is the tensor', async () => {
  const values = Float32Array.of(1, 2)
  const x = backend.upload(values, 1, 2)
  values[0] = 9
  const copy = await backend.read(x)
  copy[1] = 9
  expect(await backend.read(x)).toEqual(Float32Array.of(1, 2))
})

test('a change in place shows in no other tensor', async () => {
  const x = backend.upload([1, 2, 3, 4], 2, 2)
  const sum = backend.addScaled(x, backend.zeros(2, 2), 1)
  backend.accumulate(x, x, 1)
  expect(await backend.read(x)).toEqual(Float32Array.of(2, 4, 6, 8))
  expect(await backend.read(sum)).toEqual(Float32Array.of(1, 2, 3, 4))
})

test('top items come in the contract’s order, from scores in several blocks', async () => {
  const small = new TensorFlowBackend(tf, 'JavaScript', 8)
  const users = small.upload([1, 0, 0, 1, 1, 1], 3, 2)
  const items = small.upload([2, 0, 2, 1, 0, 1, Number.NaN, 0], 4, 2)
  const excluded = { offsets: Int32Array.of(0, 1, 1, 1), values: Int32Array.of(1) }
  const found = small.topItems(users, items, excluded, 3)
  excluded.values[0] = 0
  await small.dispose()
  expect([...(await found)]).toEqual([0, 2, -1, 1, 2, 0, 1, 0, 2])
})

test('empty operands give what the reference gives', async () => {
  const results = async (on: Backend): Promise<[number, number, number[]][]> => {
    const empty = on.zeros(0, 4)
    const narrow = on.zeros(3, 0)
    const one = on.upload([1], 1, 1)
    const rows = on.uploadRows(new Int32Array(), 3)
    const indices = on.uploadIndices(new Int32Array())
    const triples = on.uploadTriples(new Int32Array(), new Int32Array(), new Int32Array(), 3)
    const lists = { offsets: Int32Array.of(0), columns: new Int32Array(), values: new Float32Array() }
    const bare = on.uploadSparse({ ...lists, rows: 0, cols: 3 })
    const blank = on.uploadSparse({ ...lists, offsets: new Int32Array(4), rows: 3, cols: 0 })
    const x = on.upload([1, 2, 3, 4, 5, 6], 3, 2)
    const into = on.upload([1, 2], 1, 2)
    on.scatterAdd(into, indices, on.zeros(0, 2), 1)
    const spread = on.zeros(3, 2)
    on.accumulate(spread, { rows, values: on.zeros(0, 2) }, 1)
    const slot = { parameter: empty, firstMoment: on.zeros(0, 4), secondMoment: on.zeros(0, 4) }
    on.adam(slot, { dense: empty, rows: null, product: null }, SETTINGS, one)
    const tensors: Tensor[] = [
      empty,
      on.spmm(bare, x, null, 1),
      on.spmm(blank, on.zeros(0, 2), x, 0.5),
      on.spmmRows(sparse(on), rows, x, x, 1),
      on.matmul(narrow, on.zeros(0, 2)),
      on.matmul(empty, on.zeros(4, 2)),
      on.linear(empty, on.zeros(4, 3), on.zeros(1, 3)),
      on.columnSums(empty),
      on.relu(empty),
      on.reluBackward(empty, empty),
      on.slice(x, 1, 0),
      on.gatherRows(x, rows),
      on.gather(x, indices),
      on.gather(empty, on.uploadIndices(Int32Array.of(-1))),
      into,
      spread,
      on.addScaled(empty, empty, 1),
      on.scaleRows(narrow, on.zeros(3, 1)),
      on.rowDot(narrow, narrow),
      on.tripleMargins(x, triples),
      on.tripleMarginsBackward(x, triples, on.zeros(0, 1)),
      on.squaredNorm(empty, on.zeros(0, 1)),
      on.logSigmoidLoss(empty, 1),
      on.logSigmoidLossBackward(empty, 1, one),
      on.tokenAttention([on.zeros(0, 6)], 2),
      ...on.tokenAttentionBackward([on.zeros(0, 6)], 2, on.zeros(0, 2)),
    ]
    const top = await on.topItems(on.zeros(0, 2), x, { ...NOTHING, offsets: Int32Array.of(0) }, 2)
    const values = await Promise.all(tensors.map((tensor) => on.read(tensor)))
    return [
      [0, 0, [...top]],
      ...tensors.map(({ rows: n, cols }, index): [number, number, number[]] => [
        n,
        cols,
        [...(values[index] ?? [])],
      ]),
    ]
  }
  expect(await results(backend)).toEqual(await results(new ReferenceBackend()))
})

test('handles of another backend are refused', () => {
  const foreign = new ReferenceBackend().zeros(1, 1)
  expect(() => backend.relu(foreign)).toThrow('another backend')
})

/** TensorFlow on a device that answers `relu` with an error. */
function failing(message: string) {
  const relu = () => {
    throw new Error(message)
  }
  return new TensorFlowBackend({ ...tf, relu }, 'a GPU')
}

test.each([
  ['Invalid TF_Status: 8\nMessage: OOM when allocating tensor with shape[9,9]', /ran out of memory/],
  [
    'Invalid TF_Status: 13\nMessage: CUDA_ERROR_ILLEGAL_ADDRESS: illegal access.\nmore',
    /GPU stopped working for TensorFlow \(CUDA_ERROR_ILLEGAL_ADDRESS: illegal access\)\./,
  ],
])('when the device says %j, the run fails and nothing can be read', async (message, sentence) => {
  const device = failing(message)
  const x = device.upload([1], 1, 1)
  const failure = { name: 'TrainingFailure', message: expect.stringMatching(sentence) }
  expect(() => device.relu(x)).toThrow(expect.objectContaining(failure))
  await expect(device.read(x)).rejects.toMatchObject({ ...failure, hint: expect.stringContaining('wasm') })
  const excluded = { offsets: Int32Array.of(0, 0), values: new Int32Array() }
  await expect(device.topItems(x, x, excluded, 1)).rejects.toMatchObject(failure)
})

test('what is no failure of the device stays a bug, and spoils nothing', async () => {
  const device = failing('Unknown kernel')
  const x = device.upload([1], 1, 1)
  expect(() => device.relu(x)).toThrow('Unknown kernel')
  expect(await device.read(x)).toEqual(Float32Array.of(1))
})
