import { expect, test } from 'vitest'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import { plainContent } from '../content/item-content.ts'
import { Interactions } from '../data/interactions.ts'
import { stepRng } from '../testing/step-rng.ts'
import { tinyWorld } from '../testing/tiny-world.ts'
import { createModel } from './create-model.ts'

test('scores by equation 4 of the paper, in training as in the ranking', async () => {
  const backend = new ReferenceBackend('float64')
  const input = tinyWorld({ model: 'vbpr', dimensions: 4, regularization: 0 })
  const { users, items } = input
  const model = createModel(backend, input, Interactions.fromPairs(input.training, users, items))
  const parameter = async (name: string) => {
    const found = model.parameters.find((candidate) => candidate.name === name)
    if (found === undefined) throw new Error(`no ${name}`)
    return { cols: found.value.cols, values: await backend.read(found.value) }
  }
  const bias = model.parameters.find(({ name }) => name === 'bias')
  if (bias === undefined) throw new Error('no bias')
  backend.write(
    bias.value,
    Float32Array.from({ length: items }, (_, item) => item / 10),
  )
  const gamma = await parameter('embeddings')
  const theta = await parameter('tastes')
  const projection = await parameter('content_projection.weights')
  const contentBias = await parameter('content_bias.weights')
  const content = plainContent('image', input.features).items
  const row = (matrix: { cols: number; values: Float32Array }, at: number) => [
    ...matrix.values.subarray(at * matrix.cols, (at + 1) * matrix.cols),
  ]
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((sum, x, k) => sum + x * (b[k] ?? 0), 0)
  const score = (user: number, item: number): number => {
    const f = row(content, item)
    const projected = row(theta, 0).map((_, d) =>
      f.reduce((sum, x, k) => sum + x * (row(projection, k)[d] ?? 0), 0),
    )
    return (
      dot(row(gamma, user), row(gamma, users + item)) +
      dot(row(theta, user), projected) +
      item / 10 +
      dot([...contentBias.values], f)
    )
  }
  const embeddings = model.embeddings()
  const [u, i] = [await backend.read(embeddings.users), await backend.read(embeddings.items)]
  const d = embeddings.users.cols
  const ranked = (user: number, item: number) =>
    dot([...u.subarray(user * d, (user + 1) * d)], [...i.subarray(item * d, (item + 1) * d)])
  expect(ranked(3, 7)).toBeCloseTo(score(3, 7), 5)

  const batch = {
    users: Int32Array.of(3, 5),
    positives: Int32Array.of(7, 1),
    negatives: Int32Array.of(2, 39),
  }
  const [bpr] = model.lossTerms(new Tape(backend), batch, stepRng)
  if (bpr === undefined) throw new Error('no loss')
  const losses = [score(3, 7) - score(3, 2), score(5, 1) - score(5, 39)].map((x) => Math.log1p(Math.exp(-x)))
  expect((await backend.read(bpr.value.value))[0]).toBeCloseTo(((losses[0] ?? 0) + (losses[1] ?? 0)) / 2, 5)
})
