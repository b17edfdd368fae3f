import { expect, test } from 'vitest'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import { featureMatrix } from '../data/features.ts'
import { Interactions } from '../data/interactions.ts'
import { stepRng } from '../testing/step-rng.ts'
import { tinyWorld } from '../testing/tiny-world.ts'
import { createModel } from './create-model.ts'

type Rows = number[][]

const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0)
const add = (a: readonly number[], b: readonly number[], factor = 1) =>
  a.map((x, k) => x + factor * (b[k] ?? 0))
const times = (a: readonly number[], b: readonly number[]) => a.map((x, k) => x * (b[k] ?? 0))
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x))
const unit = (a: readonly number[]) => a.map((x) => x / Math.hypot(...a))
const zeros = (length: number) => Array.from({ length }, () => 0)

const K = 3
const LAYERS = 2
const CONTRAST = 0.3
const TEMPERATURE = 0.4
const REGULARIZATION = 0.01

const batch = {
  users: Int32Array.of(3, 5, 3),
  positives: Int32Array.of(7, 1, 7),
  negatives: Int32Array.of(2, 39, 30),
}

test('loss and ranking are those of a plain computation, node by node', async () => {
  const backend = new ReferenceBackend('float64')
  const input = tinyWorld({
    model: 'mgcn',
    dimensions: 4,
    layers: LAYERS,
    neighbours: K,
    contrast: CONTRAST,
    temperature: TEMPERATURE,
    regularization: REGULARIZATION,
  })
  const { users, items } = input
  const training = Interactions.fromPairs(input.training, users, items)
  const model = createModel(backend, input, training)
  // Biases start at 0: other values show that they are used, and a greater query that it weighs.
  for (const { name, value } of model.parameters) {
    const values = backend.values(value)
    if (name.endsWith('.bias')) values.set(values.map((_, at) => Math.sin(at + name.length)))
    if (name.startsWith('query')) values.set(values.map((x) => 4 * x))
  }
  const matrix = (name: string): Rows => {
    const value = model.parameters.find((parameter) => parameter.name === name)?.value
    if (value === undefined) throw new Error(`no ${name}`)
    const values = [...backend.values(value)]
    return Array.from({ length: value.rows }, (_, row) =>
      values.slice(row * value.cols, (row + 1) * value.cols),
    )
  }
  const layer = (name: string) => {
    const weights = matrix(`${name}.weights`)
    const [bias = []] = matrix(`${name}.bias`)
    return (x: readonly number[]) =>
      bias.map(
        (b, k) =>
          b +
          dot(
            x,
            weights.map((row) => row[k] ?? 0),
          ),
      )
  }
  const table = matrix('embeddings')

  const counts = training.itemCounts()
  const linked = (user: number, item: number) =>
    [...training.itemsOf(user)].includes(item)
      ? 1 / Math.sqrt(training.degreeOf(user) * (counts[item] ?? 0))
      : 0
  const everyUser = Array.from({ length: users }, (_, user) => user)
  const everyItem = Array.from({ length: items }, (_, item) => item)
  const toUsers = (vectors: Rows): Rows =>
    everyUser.map((user) =>
      vectors.reduce((sum, vector, item) => add(sum, vector, linked(user, item)), zeros(4)),
    )
  const propagated = (vectors: Rows): Rows => [
    ...toUsers(vectors.slice(users)),
    ...everyItem.map((item) =>
      everyUser.reduce((sum, user) => add(sum, vectors[user] ?? [], linked(user, item)), zeros(4)),
    ),
  ]
  let hop = table
  let behaviour = table
  for (let l = 0; l < LAYERS; l++) {
    hop = propagated(hop)
    behaviour = behaviour.map((vector, node) => add(vector, hop[node] ?? []))
  }
  behaviour = behaviour.map((vector) => vector.map((x) => x / (LAYERS + 1)))

  const view = (name: 'text' | 'image'): Rows => {
    const { cols, values } = featureMatrix(input.features, `item_${name}`)
    const features = everyItem.map((item) => [...values.slice(item * cols, (item + 1) * cols)])
    const [projection, gate] = [layer(`${name}_projection`), layer(`${name}_gate`)]
    const purified = features.map((f, item) =>
      times(table[users + item] ?? [], gate(projection(f)).map(sigmoid)),
    )
    const cosines = features.map((f) => features.map((other) => dot(unit(f), unit(other))))
    const graph = cosines.map((row) => {
      const least = row.toSorted((a, b) => b - a)[K - 1] ?? 0
      return row.map((cosine) => (cosine >= least ? Math.max(0, cosine) : 0))
    })
    const degrees = graph.map((row) => row.reduce((sum, weight) => sum + weight, 0))
    const carried = graph.map((row, item) =>
      row.reduce(
        (sum, weight, other) =>
          add(sum, purified[other] ?? [], weight / Math.sqrt((degrees[item] ?? 0) * (degrees[other] ?? 0))),
        zeros(4),
      ),
    )
    return [...toUsers(carried), ...carried]
  }
  const views = [view('text'), view('image')]
  const preferences = [layer('text_preference'), layer('image_preference')]
  const query = layer('query')
  const output = matrix('query_output.weights').flat()
  const side = behaviour.map((c, node) => {
    const own = views.map((rows) => rows[node] ?? [])
    const attention = own.map((v) => Math.exp(dot(query(v).map(Math.tanh), output)))
    const total = attention.reduce((sum, weight) => sum + weight, 0)
    const shared = own.reduce((sum, v, m) => add(sum, v, (attention[m] ?? 0) / total), zeros(4))
    const all = own.reduce(
      (sum, v, m) => add(sum, times((preferences[m]?.(c) ?? []).map(sigmoid), add(v, shared, -1))),
      shared,
    )
    return all.map((x) => x / 3)
  })
  const vectors = behaviour.map((c, node) => add(c, side[node] ?? []))

  const { users: u, items: i } = model.embeddings()
  const ranked = [...backend.values(u), ...backend.values(i)]
  for (const [at, x] of vectors.flat().entries()) expect(ranked[at]).toBeCloseTo(x, 6)

  const at = (rows: Rows, list: Int32Array, first: number) =>
    Array.from(list, (node) => rows[node + first] ?? [])
  const [u3, i3, j3] = [
    at(vectors, batch.users, 0),
    at(vectors, batch.positives, users),
    at(vectors, batch.negatives, users),
  ]
  const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length
  const infoNce = (list: Int32Array, first: number) => {
    const [a, b] = [at(side, list, first).map(unit), at(behaviour, list, first).map(unit)]
    return (
      CONTRAST *
      mean(
        a.map((x, r) => {
          const scores = b.map((y) => Math.exp(dot(x, y) / TEMPERATURE))
          return -Math.log((scores[r] ?? 0) / scores.reduce((sum, score) => sum + score, 0))
        }),
      )
    )
  }
  const expected = {
    BPR: mean(u3.map((user, t) => -Math.log(sigmoid(dot(user, add(i3[t] ?? [], j3[t] ?? [], -1)))))),
    L2: ((REGULARIZATION / 2) * [...u3, ...i3, ...j3].reduce((sum, x) => sum + dot(x, x), 0)) / 3,
    'contrast of users': infoNce(batch.users, 0),
    'contrast of items': infoNce(batch.positives, users),
  }
  const terms = model.lossTerms(new Tape(backend), batch, stepRng)
  expect(terms.map(({ name }) => name)).toEqual(Object.keys(expected))
  for (const [place, value] of Object.values(expected).entries()) {
    const term = terms[place]
    if (term === undefined) throw new Error('no term')
    expect(backend.values(term.value.value)[0], term.name).toBeCloseTo(value, 6)
  }
})
