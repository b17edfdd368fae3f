import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import { worldTruth } from '#main/catalogue/sample/world-truth.ts'
import { connect, type StudioClient } from '#main/engine/client.ts'
import { DatasetId, SnapshotId } from '#shared/contract/ids.ts'
import { freezeProposed, freezeSnapshots } from './frozen-snapshots.ts'
import { type Place, placeName } from './place.ts'
import { SnapshotKind } from './snapshot-kinds.ts'

/** What a place's workspace holds for the trials. */
export const PreparedPlace = z.strictObject({
  dataset: DatasetId,
  snapshots: z.partialRecord(SnapshotKind, SnapshotId),
})
export type PreparedPlace = z.infer<typeof PreparedPlace>

/** The seed of the first round of proposals; each later one has the next. */
const FIRST_ROUND = 100

/**
 * The workspace of a place: its data set, proposals of the rule-based generator, and the snapshots. Made once and found again.
 * @param folder of the workspace; what an interrupted preparation left there is made again
 * @param movies folder of the movies' data
 */
export async function preparePlace(
  place: Place,
  { folder, rounds, movies }: { folder: string; rounds: number; movies: string },
): Promise<PreparedPlace> {
  const card = join(folder, 'prepared.json')
  if (existsSync(card)) return PreparedPlace.parse(JSON.parse(readFileSync(card, 'utf8')))
  rmSync(folder, { recursive: true, force: true })
  // No run is trained by this engine, so it needs no trainer; and no window is opened.
  const { client, close } = await connect(folder, { program: { trainer: '', renderer: '' } })
  try {
    const prepared = await prepare(client, place, rounds, movies)
    writeFileSync(card, JSON.stringify(prepared))
    return prepared
  } finally {
    await close()
  }
}

async function prepare(
  client: StudioClient,
  place: Place,
  rounds: number,
  movies: string,
): Promise<PreparedPlace> {
  const { world, seed } = place
  const dataset = await makeDataset(client, place, placeName(place), movies)
  await client.system.saveSettings({ auditShare: 0 })
  await propose(client, dataset, rounds)
  const snapshots =
    world === 'movies'
      ? await freezeProposed(client, dataset)
      : await freezeSnapshots(client, dataset, worldTruth(world, seed))
  return { dataset, snapshots }
}

/** @param movies folder of the movies' data */
export async function makeDataset(
  client: StudioClient,
  { world, seed }: Place,
  name: string,
  movies: string,
): Promise<DatasetId> {
  if (world !== 'movies') {
    return (await client.catalogue.createSample({ world: { name: world }, seed, name })).id
  }
  const files = { items: join(movies, 'items.csv'), interactions: join(movies, 'ratings.csv') }
  return (await client.imports.run({ name, format: 'csv', ...files, kCore: 5, seed })).dataset.id
}

/** @throws Error where a job does not finish */
export async function propose(client: StudioClient, dataset: DatasetId, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round++) {
    const { id } = await client.jobs.propose({ dataset, generator: 'rule-based', seed: FIRST_ROUND + round })
    let { state } = await client.jobs.get({ job: id })
    while (state === 'running') {
      await setTimeout(50)
      ;({ state } = await client.jobs.get({ job: id }))
    }
    if (state !== 'finished') throw new Error(`Round ${round + 1} of the proposals ended ${state}.`)
  }
}
