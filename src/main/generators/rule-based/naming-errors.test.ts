import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestStudio, type TestStudio } from '#main/catalogue/testing/workspace.ts'
import { walkPositives } from '#main/store/item-repository.ts'
import { WorldSettings } from '#shared/worlds/world-instance.ts'
import { createCatalogueKnowledge } from './catalogue-knowledge.ts'
import { createRuleBasedGenerator } from './rule-based-generator.ts'

let studio: TestStudio
beforeAll(() => {
  studio = openTestStudio()
})
afterAll(() => studio.close())

/** The proposals for every item of a world, without pictures, as they are and as they are again. */
async function proposals(world: WorldSettings) {
  const { workspace, catalogue } = studio
  const dataset = await catalogue.createSample({ world, seed: 7 })
  const knowledge = createCatalogueKnowledge(workspace)
  const generator = createRuleBasedGenerator(() => knowledge(dataset.id))
  const made = []
  for await (const item of walkPositives(workspace.database, dataset.id)) {
    const request = { seed: 1, hint: null, signal: new AbortController().signal }
    const { negative } = await generator.propose({ ...item, image: null }, request)
    made.push({ externalId: item.externalId, negative })
  }
  return made
}

describe('a careless world', () => {
  const careless = WorldSettings.parse({ name: 'careless' })
  let right: Awaited<ReturnType<typeof proposals>>
  beforeAll(async () => {
    right = await proposals({ name: 'shop' })
  }, 60_000)

  it('has its share of old values named wrongly, in sound negatives, and the same ones again', async () => {
    const proposed = await proposals(careless)
    expect(await proposals(careless)).toEqual(proposed)
    const pairs = proposed.flatMap(({ negative }, item) => {
      const sound = right[item]?.negative
      expect(negative.text).toBe(sound?.text)
      return negative.attributes.map((change, place) => ({ change, sound: sound?.attributes[place] }))
    })
    for (const { change, sound } of pairs) {
      expect({ ...change, from: sound?.from }).toEqual(sound)
      expect(change.from).not.toBe(change.to)
    }
    const wrong = pairs.filter(({ change, sound }) => change.from !== sound?.from).length / pairs.length
    expect(wrong).toBeGreaterThan(0.35)
    expect(wrong).toBeLessThan(0.45)
  }, 60_000)

  it('is as careless as its setting says', async () => {
    expect(await proposals({ name: 'careless', misnamedShare: 0 })).toEqual(right)
  }, 60_000)
})
