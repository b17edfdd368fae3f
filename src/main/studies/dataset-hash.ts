import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { readDatasetHash, recordDatasetHash } from '#main/store/dataset-hash-repository.ts'
import { readInteractionPairs, readMatrixSize } from '#main/store/interaction-repository.ts'
import { walkPositives } from '#main/store/item-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'

/** Between pages the engine answers its windows. */
const USERS_PER_PAGE = 1000

/**
 * SHA-256, as lower-case hex, over what runs learn of a data set: a line of JSON for each item, in matrix order, with its
 * texts, attributes and the hash of its picture, and then one for each interaction, by user and item, with its split. Row
 * ids, the name of the data set and of its users do not matter. A data set never changes, so this is taken once.
 */
export async function datasetHash({ database }: Workspace, dataset: DatasetId): Promise<string> {
  const known = readDatasetHash(database, dataset)
  if (known !== null) return known
  const hash = createHash('sha256')
  for await (const item of walkPositives(database, dataset)) {
    const { externalId, title, description, category, attributes, image } = item
    const pairs = attributes.map(({ name, values }) => [name, values])
    hash.update(`${JSON.stringify([externalId, title, description, category, pairs, image])}\n`)
  }
  const { users } = readMatrixSize(database, dataset)
  for (let fromUser = 0; fromUser < users; fromUser += USERS_PER_PAGE) {
    const page = { dataset, fromUser, toUser: fromUser + USERS_PER_PAGE }
    const lines = readInteractionPairs(database, page).map(
      ({ user, item, split }) => `[${user},${item},${split}]\n`,
    )
    hash.update(lines.join(''))
    await setImmediate()
  }
  const digest = hash.digest('hex')
  recordDatasetHash(database, dataset, digest)
  return digest
}
