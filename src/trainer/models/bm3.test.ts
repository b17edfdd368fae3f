import { expect, test } from 'vitest'
import { configFrom } from '#shared/training/assign-settings.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { createModel } from './create-model.ts'
import type { Model } from './model.ts'

const USERS = 3
const ITEMS = 4
const D = 4
const PAIRS = [
  [0, 0],
  [0, 1],
  [1, 1],
  [1, 2],
  [2, 2],
  [2, 3],
  [0, 3],
] as const
const training = Interactions.fromPairs(Int32Array.from(PAIRS.flat()), USERS, ITEMS)
const text = [
  [1, 0.1, 0],
  [0.9, 0.3, 0.1],
  [0, 1, 0.4],
  [0.1, 0.8, 0.9],
]
const picture = [
  [1, 0],
  [0, 0],
  [0.8, 0.5],
  [0.2, 1],
]
/** Item 1 occurs twice. */
const batch = {
  users: Int32Array.of(0, 1, 2),
  positives: Int32Array.of(1, 1, 3),
  negatives: new Int32Array(),
}
const settings = { layers: 1, dropout: 0.4, contentWeight: 1.5, regularization: 0.2 }

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0)
const dot = (a: readonly number[], b: readonly number[]) => sum(a.map((value, at) => value * (b[at] ?? 0)))
const at = (rows: readonly (readonly number[])[], row: number) => rows[row] ?? []

/** 1 - cosine; 1 where dropout left nothing of the target. */
function disagreement(a: readonly number[], b: readonly number[]): number {
  const lengths = Math.sqrt(dot(a, a) * dot(b, b))
  return lengths === 0 ? 1 : 1 - dot(a, b) / lengths
}

const backend = new ReferenceBackend('float64')
const upload = (rows: number[][]) => ({
  rows: rows.length,
  cols: rows[0]?.length ?? 0,
  values: Float32Array.from(rows.flat()),
})

function create(): Model {
  const config = configFrom({ model: 'bm3', dimensions: D, ...settings })
  const features = { item_text: upload(text), item_image: upload(picture) }
  return createModel(backend, { config, negatives: null, features }, training)
}

function parameter(model: Model, name: string): number[][] {
  const found = model.parameters.find((each) => each.name === name)
  if (found === undefined) throw new Error(`There is no parameter ${name}.`)
  const { rows, cols } = found.value
  const values = backend.values(found.value)
  return Array.from({ length: rows }, (_, row) => [...values.slice(row * cols, (row + 1) * cols)])
}

function layer(model: Model, name: string): (x: readonly number[]) => number[] {
  const weights = parameter(model, `${name}.weights`)
  const bias = at(parameter(model, `${name}.bias`), 0)
  return (x) =>
    bias.map(
      (value, d) =>
        value +
        dot(
          x,
          weights.map((row) => row[d] ?? 0),
        ),
    )
}

/** h by the definition: the mean of a vector and its neighbours' normalised sum, and for an item its own on top. */
function plainVectors(model: Model): number[][] {
  const table = parameter(model, 'embeddings')
  const links = PAIRS.map(([user, item]) => [user, USERS + item] as const)
  const degree = (node: number) => links.filter((link) => link.includes(node)).length
  return table.map((own, node) => {
    const neighbours = links.flatMap(([u, i]) => (u === node ? [i] : i === node ? [u] : []))
    return own.map((value, d) => {
      const carried = neighbours.map(
        (other) => (at(table, other)[d] ?? 0) / Math.sqrt(degree(node) * degree(other)),
      )
      return (value + sum(carried)) / 2 + (node < USERS ? 0 : value)
    })
  })
}

test('the loss of BM3 is that of a plain implementation, with dropout by the step’s numbers', () => {
  const model = create()
  // Biases away from 0, so that they count.
  for (const { name, value } of model.parameters) {
    if (name.endsWith('.bias')) backend.write(value, [0.3, -0.2, 0.1, 0.4])
  }
  const h = plainVectors(model)
  const predict = layer(model, 'predictor')
  const numbers = new Rng(8, 'a step')
  const dropped = (rows: readonly (readonly number[])[]) =>
    rows.map((row) => row.map((value) => (numbers.uniform(0, 1) < settings.dropout ? 0 : value)))
  // The batch's nodes in the order in which it names them: users 0, 1 and 2, then items 1 and 3.
  const nodes = [0, 1, 2, USERS + 1, USERS + 3]
  const targets = new Map(dropped(nodes.map((node) => at(h, node))).map((row, place) => [nodes[place], row]))
  const target = (node: number) => targets.get(node) ?? []
  const pairs = Array.from(batch.users, (user, pair) => ({ user, item: batch.positives[pair] ?? 0 }))
  const mean = (of: (pair: { user: number; item: number }) => number) => sum(pairs.map(of)) / pairs.length
  const expected: Record<string, number> = {
    'users to items': mean(({ user, item }) => disagreement(predict(at(h, user)), target(USERS + item))),
    'items to users': mean(({ user, item }) => disagreement(predict(at(h, USERS + item)), target(user))),
  }
  for (const [name, features] of [
    ['text', text],
    ['image', picture],
  ] as const) {
    const project = layer(model, `${name}_projection`)
    const content = new Map([1, 3].map((item) => [item, project(at(features, item))]))
    const own = new Map(dropped([...content.values()]).map((row, place) => [[1, 3][place], row]))
    const predicted = (item: number) => predict(content.get(item) ?? [])
    expected[`${name} to items`] =
      settings.contentWeight * mean(({ item }) => disagreement(predicted(item), target(USERS + item)))
    expected[`${name} to itself`] =
      settings.contentWeight * mean(({ item }) => disagreement(predicted(item), own.get(item) ?? []))
  }
  const norm = (rows: number[][]) => Math.sqrt(sum(rows.map((row) => dot(row, row))))
  expected.L2 = (settings.regularization * (norm(h.slice(0, USERS)) + norm(h.slice(USERS)))) / ITEMS

  const terms = model.lossTerms(new Tape(backend), batch, () => new Rng(8, 'a step'))
  expect(terms.map(({ name }) => name)).toEqual(Object.keys(expected))
  for (const { name, value } of terms) {
    expect(backend.values(value.value)[0], name).toBeCloseTo(expected[name] ?? Number.NaN, 6)
  }
})

test('BM3 ranks by the predictor’s outputs', () => {
  const model = create()
  const expected = plainVectors(model).flatMap(layer(model, 'predictor'))
  const { users, items } = model.embeddings()
  const actual = [...backend.values(users), ...backend.values(items)]
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index] ?? Number.NaN, 6)
  })
})

test('no gradient flows through the targets', () => {
  const tape = new Tape(backend)
  const table = backend.upload([1, 2], 1, 2)
  const value = tape.rowDot(tape.parameter(table), tape.detached(tape.parameter(table)))
  tape.backward(value)
  const gradient = tape.parameter(table).gradient.toDense()
  expect(gradient === null ? null : [...backend.values(gradient)]).toEqual([1, 2])
})
