import { expect, test } from 'vitest'
import { configFrom } from '#shared/training/assign-settings.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import { keptEdges } from '../data/edge-pruning.ts'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { stepRng } from '../testing/step-rng.ts'
import { createModel } from './create-model.ts'
import type { Model } from './model.ts'

const USERS = 3
const ITEMS = 4
const D = 4
const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 0, 3), USERS, ITEMS)
const text = [
  [1, 0.1, 0],
  [0.9, 0.3, 0.1],
  [0, 1, 0.4],
  [0.1, 0.8, 0.9],
]
/** Item 1 has no picture. */
const picture = [
  [1, 0],
  [0, 0],
  [0.8, 0.5],
  [0.2, 1],
]
const batch = {
  users: Int32Array.of(0, 1, 2),
  positives: Int32Array.of(1, 2, 3),
  negatives: Int32Array.of(2, 0, 1),
}
const settings = { neighbours: 2, imageWeight: 0.3, pruning: 0.5, lambda: 0.7, layers: 2 }

type Rows = readonly (readonly number[])[]
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, at) => value * (b[at] ?? 0)))
const times = (a: Rows, b: Rows): number[][] =>
  a.map((row) =>
    Array.from({ length: b[0]?.length ?? 0 }, (_, column) =>
      dot(
        row,
        b.map((other) => other[column] ?? 0),
      ),
    ),
  )
const plus = (a: Rows, b: Rows): number[][] =>
  a.map((row, r) => row.map((value, c) => value + (b[r]?.[c] ?? 0)))
const scaled = (a: Rows, factor: number): number[][] => a.map((row) => row.map((value) => factor * value))

/** The frozen graph, by the definition: 1 / k at the two nearest items, which are two for each item with content. */
function neighbours(features: Rows): number[][] {
  const cosine = (a: readonly number[], b: readonly number[]) => dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b))
  return features.map((own, item) => {
    const order = features
      .map((other, at) => ({ at, cosine: cosine(own, other) }))
      .filter((other) => !Number.isNaN(other.cosine))
      .sort((a, b) => b.cosine - a.cosine)
    const nearest = order.slice(0, settings.neighbours).map(({ at }) => at)
    expect(order.length === 0 || nearest.includes(item)).toBe(true)
    return features.map((_, at) => (nearest.includes(at) ? 1 / settings.neighbours : 0))
  })
}

/** LightGCN's matrix of these pairs, dense. */
function adjacency(interactions: Interactions): number[][] {
  const { rows, offsets, columns, values } = normalizedAdjacency(interactions)
  const all = Array.from({ length: rows }, () => Array.from({ length: rows }, () => 0))
  for (let row = 0; row < rows; row++) {
    for (let entry = offsets[row] ?? 0; entry < (offsets[row + 1] ?? 0); entry++) {
      const own = all[row]
      if (own !== undefined) own[columns[entry] ?? 0] = values[entry] ?? 0
    }
  }
  return all
}

/** Vectors of users and items over a graph of interactions. */
function plainVectors(table: Rows, graph: Interactions): number[][] {
  const a = adjacency(graph)
  const once = times(a, table)
  const mean = scaled(plus(plus(table, once), times(a, once)), 1 / 3)
  const items = plus(
    scaled(neighbours(text), 1 - settings.imageWeight),
    scaled(neighbours(picture), settings.imageWeight),
  )
  const similar = times(items, table.slice(USERS))
  return mean.map((row, node) => row.map((value, d) => value + (similar[node - USERS]?.[d] ?? 0)))
}

const backend = new ReferenceBackend('float64')
const upload = (rows: Rows) => ({
  rows: rows.length,
  cols: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
})

function create(): Model {
  const config = configFrom({ model: 'freedom', dimensions: D, ...settings })
  const features = { item_text: upload(text), item_image: upload(picture) }
  return createModel(backend, { config, negatives: null, features }, training)
}

function parameter(model: Model, name: string): number[][] {
  const found = model.parameters.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no parameter ${name}.`)
  const values = backend.values(found.value)
  const { rows, cols } = found.value
  return Array.from({ length: rows }, (_, row) => [...values.slice(row * cols, (row + 1) * cols)])
}

test('the loss of FREEDOM is that of a plain implementation, on the pruned graph', () => {
  const model = create()
  model.beginEpoch?.(new Rng(4, 'epoch'))
  const vectors = plainVectors(parameter(model, 'embeddings'), keptEdges(training, 0.5, new Rng(4, 'epoch')))
  const bpr = (positive: Rows, negative: Rows) =>
    sum(
      Array.from(batch.users, (user, at) => {
        const u = vectors[user] ?? []
        return Math.log1p(Math.exp(dot(u, negative[at] ?? []) - dot(u, positive[at] ?? [])))
      }),
    ) / batch.users.length
  const rows = (table: Rows, items: Int32Array) => Array.from(items, (item) => table[item] ?? [])
  const items = vectors.slice(USERS)
  const expected = [bpr(rows(items, batch.positives), rows(items, batch.negatives))]
  for (const [features, name] of [
    [text, 'text'],
    [picture, 'image'],
  ] as const) {
    const projected = times(features, parameter(model, `${name}_projection.weights`))
    expected.push(settings.lambda * bpr(rows(projected, batch.positives), rows(projected, batch.negatives)))
  }
  const actual = model.lossTerms(new Tape(backend), batch, stepRng)
  expect(actual.map(({ name }) => name)).toEqual(['BPR', 'text BPR', 'image BPR'])
  actual.forEach(({ value }, term) => {
    expect(backend.values(value.value)[0]).toBeCloseTo(expected[term] ?? Number.NaN, 6)
  })
})

test('FREEDOM ranks by the whole graph, in an epoch as well', () => {
  const model = create()
  const expected = plainVectors(parameter(model, 'embeddings'), training).flat()
  model.beginEpoch?.(new Rng(4, 'epoch'))
  const { users, items } = model.embeddings()
  const actual = [...backend.values(users), ...backend.values(items)]
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, at) => {
    expect(value).toBeCloseTo(expected[at] ?? Number.NaN, 6)
  })
})
