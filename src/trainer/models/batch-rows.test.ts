import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { RowFinder } from './batch-rows.ts'

const USERS = 5
const ITEMS = 7
const triple = fc.record({
  user: fc.nat(USERS - 1),
  positive: fc.nat(ITEMS - 1),
  negative: fc.nat(ITEMS - 1),
})

test('every triple is found again among distinct rows, and every occurrence is counted', async () => {
  const backend = new ReferenceBackend()
  const finder = new RowFinder(USERS, ITEMS)
  const batches = fc.asyncProperty(fc.array(triple, { minLength: 1, maxLength: 20 }), async (triples) => {
    const batch = {
      users: Int32Array.from(triples, ({ user }) => user),
      positives: Int32Array.from(triples, ({ positive }) => positive),
      negatives: Int32Array.from(triples, ({ negative }) => negative),
    }
    const found = finder.find(backend, batch, 0.5)
    expect(new Set(found.nodes).size).toBe(found.nodes.length)
    expect(found.rows).toMatchObject({ length: found.nodes.length, of: USERS + ITEMS })
    const nodeOf = (rows: Int32Array, t: number) => found.nodes[rows[t] ?? -1]
    const named = triples.flatMap(({ user, positive, negative }, t) => {
      const nodes = [user, USERS + positive, USERS + negative]
      expect([found.users, found.positives, found.negatives].map((rows) => nodeOf(rows, t))).toEqual(nodes)
      return nodes
    })
    const occurrences = Array.from(found.nodes, (node) => 0.5 * named.filter((each) => each === node).length)
    expect([...(await backend.read(found.occurrences))]).toEqual(occurrences)
  })
  await fc.assert(batches)
})
