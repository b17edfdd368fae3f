import { worldTruth } from '#main/catalogue/sample/world-truth.ts'
import { connect, type StudioClient } from '#main/engine/client.ts'
import { decideByTruth } from '#tests/support/truthful-curator.ts'
import { CURATOR, readCards } from './curated-cards.ts'
import { type Place, placeName } from './place.ts'
import { makeDataset, propose } from './prepared-place.ts'

/**
 * A workspace for studies: each place as a data set with proposals of the rule-based generator, a snapshot of all of them, and, where the truth
 * is known, one of what the simulated curator let through. Data sets that are there already are left as they are.
 * @param movies folder of the movies' data
 * @returns the names of the data sets
 */
export async function prepareStudyWorkspace(
  places: readonly Place[],
  { folder, rounds, movies }: { folder: string; rounds: number; movies: string },
): Promise<string[]> {
  // No run is trained by this engine, so it needs no trainer; and no window is opened.
  const { client, close } = await connect(folder, { program: { trainer: '', renderer: '' } })
  try {
    const there = new Set((await client.catalogue.datasets()).map(({ name }) => name))
    const names = []
    for (const place of places) {
      const name = placeName(place)
      if (!there.has(name)) await prepareDataset(client, place, name, rounds, movies)
      names.push(name)
    }
    return names
  } finally {
    await close()
  }
}

async function prepareDataset(
  client: StudioClient,
  place: Place,
  name: string,
  rounds: number,
  movies: string,
): Promise<void> {
  const dataset = await makeDataset(client, place, name, movies)
  await client.system.saveSettings({ auditShare: 0 })
  await propose(client, dataset, rounds)
  await client.snapshots.create({ dataset, name: 'As generated', which: 'proposed' })
  if (place.world === 'movies') return
  const { keyAttributes } = worldTruth(place.world, place.seed)
  const key = new Set(keyAttributes)
  const decisions = (await readCards(client, dataset)).map((card) => decideByTruth(card, key))
  await client.review.decide({ annotator: CURATOR, decisions })
  await client.snapshots.create({ dataset, name: 'Curated' })
}
