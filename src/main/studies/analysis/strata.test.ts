import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { TestRanks } from '#main/runs/test-ranks.ts'
import { type MadeUpStudy, type MadeUpTraining, madeUpStudy } from '../testing/made-up-study.ts'
import { strataOf } from './strata.ts'
import { TestedRuns } from './tested-runs.ts'

const strata = async (study: MadeUpStudy) => {
  const material = madeUpStudy(study)
  return strataOf(material, await TestedRuns.read(material))
}
const named = (all: Awaited<ReturnType<typeof strata>>, name: string) =>
  all.find((stratum) => stratum.name === name)

const arms = [{ name: 'base' }, { name: 'better' }]

/** Twelve items, of which the first was never bought; two categories and one item without. */
const facts = {
  itemInteractions: Int32Array.of(0, 1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9),
  userInteractions: Int32Array.of(9, 1, 5, 5, 20, 30),
  itemCategories: ['mug', 'mug', 'mug', 'mug', 'mug', 'mug', 'hat', 'hat', 'hat', 'hat', 'hat', null],
}

/** Users 0, 1, 4 and 5 have test interactions. */
const pairs = Int32Array.of(0, 0, 0, 1, 1, 2, 4, 11, 4, 6, 5, 10)
const ranked =
  (ranks: Record<string, number[]>) =>
  ({ arm }: MadeUpTraining): TestRanks => ({ pairs, ranks: Int32Array.from(ranks[arm] ?? []) })

describe('strata', () => {
  it('are recalls within parts, of the users who have any there', async () => {
    const all = await strata({
      ...{ arms, facts, seeds: [1], recalls: () => [0, 0, 0, 0] },
      ranks: ranked({ base: [21, 20, 1, 0, 30, 2], better: [1, 2, 3, 4, 5, 6] }),
    })
    expect(named(all, 'Items without training interactions')).toEqual({
      name: 'Items without training interactions',
      kind: 'item-history',
      interactions: 1,
      users: 1,
      values: { base: 0, better: 1 },
    })
    // User 0: 1 of 1; user 1: 1 of 1; user 4: 0 of 2, one of them never ranked; user 5: 1 of 1.
    expect(named(all, 'Items with training interactions')).toMatchObject({
      interactions: 5,
      users: 4,
      values: { base: 0.75, better: 1 },
    })
    expect(named(all, 'Category: mug')).toMatchObject({ interactions: 3, users: 2, values: { base: 0.75 } })
    expect(named(all, 'Category: hat')).toMatchObject({ interactions: 2, users: 2, values: { base: 0.5 } })
    expect(named(all, 'No category')).toMatchObject({ interactions: 1, users: 1, values: { base: 0 } })
    // Quartiles of the four test users: 1, 9, 20 and 30 training interactions.
    expect(named(all, 'Users by activity: quartile 1, the least active')?.values).toEqual({
      base: 1,
      better: 1,
    })
    expect(named(all, 'Users by activity: quartile 2')?.values).toEqual({ base: 0.5, better: 1 })
    expect(named(all, 'Users by activity: quartile 4, the most active')?.values).toEqual({
      base: 1,
      better: 1,
    })
  })

  it('keep items of equal popularity together, and leave empty parts out', async () => {
    const all = await strata({
      ...{ arms, facts, seeds: [1], recalls: () => [0, 0, 0, 0] },
      ranks: ranked({ base: [1, 1, 1, 1, 1, 1], better: [1, 1, 1, 1, 1, 1] }),
    })
    const deciles = all.filter(({ kind }) => kind === 'popularity')
    // Of the 11 items with interactions, 1 and 2 have one each; the item at place 6 has 5 below it; 10 and 11 have nine each.
    expect(deciles.map(({ name, interactions }) => [name, interactions])).toEqual([
      ['Popularity decile 1', 2],
      ['Popularity decile 5', 1],
      ['Popularity decile 9', 2],
    ])
  })

  it('are means over seeds and replications', async () => {
    const all = await strata({
      ...{ arms, facts, seeds: [1, 2], replications: 2, recalls: () => [0, 0, 0, 0] },
      ranks: ({ seed, replication, arm }) => {
        const hit = arm === 'better' || (seed === 1 && replication === 0)
        return { pairs, ranks: new Int32Array(6).fill(hit ? 1 : 21) }
      },
    })
    expect(named(all, 'Items with training interactions')).toMatchObject({
      interactions: 10,
      users: 8,
      values: { base: 0.25, better: 1 },
    })
  })

  it('are none where a run kept no ranks', async () => {
    const whole = ranked({ base: [1, 1, 1, 1, 1, 1] })
    const all = await strata({
      ...{ arms, facts, recalls: () => [0, 0, 0, 0] },
      ranks: (training) => (training.arm === 'better' && training.seed === 2 ? null : whole(training)),
    })
    expect(all).toEqual([])
  })

  it('of one kind hold every interaction once, and a kind of users holds every user once', async () => {
    const world = fc.record({
      itemInteractions: fc.array(fc.nat({ max: 4 }), { minLength: 8, maxLength: 8 }),
      userInteractions: fc.array(fc.nat({ max: 6 }), { minLength: 5, maxLength: 5 }),
      tested: fc.uniqueArray(fc.tuple(fc.nat({ max: 4 }), fc.nat({ max: 7 })), {
        minLength: 1,
        selector: ([user, item]) => 8 * user + item,
      }),
    })
    await fc.assert(
      fc.asyncProperty(world, async ({ itemInteractions, userInteractions, tested }) => {
        const made = Int32Array.from(tested.flat())
        const all = await strata({
          ...{ arms, seeds: [1], recalls: () => [0] },
          ranks: () => ({ pairs: made, ranks: new Int32Array(tested.length).fill(1) }),
          facts: {
            itemInteractions: Int32Array.from(itemInteractions),
            userInteractions: Int32Array.from(userInteractions),
            itemCategories: itemInteractions.map((count) => `${count}`),
          },
        })
        const total = (kind: string, of: 'interactions' | 'users') =>
          all.filter((stratum) => stratum.kind === kind).reduce((sum, stratum) => sum + stratum[of], 0)
        for (const kind of ['item-history', 'category', 'user-activity']) {
          expect(total(kind, 'interactions')).toBe(tested.length)
        }
        expect(total('user-activity', 'users')).toBe(new Set(tested.map(([user]) => user)).size)
        expect(all.flatMap(({ values }) => Object.values(values)).every((recall) => recall === 1)).toBe(true)
      }),
      { numRuns: 30 },
    )
  })
})
