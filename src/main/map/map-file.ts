import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { ItemId, ProposalId, Timestamp } from '#shared/contract/ids.ts'
import { hasCode } from '#shared/error-code.ts'

/** A map as it is kept. */
export const MapFile = z.strictObject({
  /** Of the layout, the seed and the catalogue: a map of something else under the same name does not count. */
  layout: z.string(),
  seed: z.int(),
  datasetCreatedAt: Timestamp,
  drawnAt: Timestamp,
  items: z.array(ItemId),
  proposals: z.array(ProposalId),
  allItems: z.int().nonnegative(),
  allProposals: z.int().nonnegative(),
  /** Id of the newest proposal that there was; 0 where there was none. */
  newestProposal: z.int().nonnegative(),
  /** Row-major [items and then proposals, 2]. */
  places: z.array(z.number()),
})
export type MapFile = z.infer<typeof MapFile>

const FILE = 'map.json'

/** The map in the folder; undefined where there is none, or one that cannot be read. */
export async function readMap(folder: string): Promise<MapFile | undefined> {
  const text = await readFile(join(folder, FILE), 'utf8').catch((error: unknown) => {
    if (hasCode(error, 'ENOENT')) return undefined
    throw error
  })
  if (text === undefined) return undefined
  try {
    return MapFile.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

export async function writeMap(folder: string, map: MapFile): Promise<void> {
  await mkdir(folder, { recursive: true })
  const unfinished = join(folder, `${randomUUID()}.json`)
  await writeFile(unfinished, JSON.stringify(map))
  await rename(unfinished, join(folder, FILE))
}
