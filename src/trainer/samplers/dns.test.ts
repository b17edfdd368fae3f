import { describe, expect, test } from 'vitest'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { DnsSampler } from './dns.ts'

const training = Interactions.fromPairs(Int32Array.of(0, 1, 1, 0, 1, 2, 2, 5), 3, 6)
/** Integers, so that every backend computes the same scores; items 2 and 4 are equal to all. */
const users = Float32Array.of(1, 0, 0, 1, 1, 1)
const items = Float32Array.of(1, 4, 6, 6, 3, 3, 2, 5, 3, 3, 5, 1)

describe.each(everyBackend)('DNS on $title', ({ available, create }) => {
  const backend = sharedBackend(available, create)
  const embeddings = () => ({ users: backend().upload(users, 3, 2), items: backend().upload(items, 6, 2) })

  test.skipIf(!available)('chooses what a plain search for the best candidate chooses', async () => {
    const sampler = new DnsSampler(training, new Rng(3, 'dns'), 4)
    const chosenUsers = Int32Array.from({ length: 300 }, (_, row) => row % 3)
    const candidates = sampler.propose(chosenUsers)
    const proposal = { users: chosenUsers, positives: chosenUsers, candidates }
    const chosen = await sampler.select(proposal, { backend: backend(), embeddings: embeddings() })
    const score = (user: number, item: number) =>
      [0, 1].reduce((sum, d) => sum + (users[2 * user + d] ?? 0) * (items[2 * item + d] ?? 0), 0)
    const expected = Array.from(chosenUsers, (user, row) => {
      const list = [...candidates.subarray(4 * row, 4 * row + 4)]
      return list.find((item) => score(user, item) === Math.max(...list.map((one) => score(user, one))))
    })
    expect([...chosen]).toEqual(expected)
    chosen.forEach((item, row) => {
      expect(training.itemsOf(chosenUsers[row] ?? 0)).not.toContain(item)
    })
  })
})

test('the hardest of k uniform candidates has the distribution of a maximum', async () => {
  const [reference] = everyBackend
  const backend = await reference?.create()
  if (backend === undefined) throw new Error('There is a reference backend.')
  const draws = 30_000
  const k = 3
  const sampler = new DnsSampler(training, new Rng(11, 'dns'), k)
  // User 0 has item 1, and scores the others in the order of their index.
  const row = new Int32Array(draws)
  const embeddings = {
    users: backend.upload(Float32Array.of(1, 0, 0), 3, 1),
    items: backend.upload(Float32Array.of(1, 9, 2, 3, 4, 5), 6, 1),
  }
  const candidates = sampler.propose(row)
  const chosen = await sampler.select({ users: row, positives: row, candidates }, { backend, embeddings })
  const ranked = [0, 2, 3, 4, 5]
  ranked.forEach((item, rank) => {
    const expected = ((rank + 1) / 5) ** k - (rank / 5) ** k
    const share = chosen.filter((one) => one === item).length / draws
    // Five standard deviations of a share.
    expect(Math.abs(share - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / draws))
  })
  await backend.dispose()
})
