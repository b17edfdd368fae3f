import { seededRandom, shuffled } from '#main/catalogue/random.ts'
import type { WorldTruth } from '#main/catalogue/sample/world-truth.ts'
import type { StudioClient } from '#main/engine/client.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { DecisionInput, ReviewCard } from '#shared/contract/review.ts'
import { decideByTruth } from '#tests/support/truthful-curator.ts'
import { CURATOR, readCards } from './curated-cards.ts'
import type { PreparedPlace } from './prepared-place.ts'
import { CURATED_SHARES, type SnapshotKind } from './snapshot-kinds.ts'

type Snapshots = PreparedPlace['snapshots']
type Truth = Pick<WorldTruth, 'keyAttributes' | 'items'>

/** Of the order in which items are curated. */
const ORDER_SEED = 1

/**
 * Freezes a snapshot of each kind. The curator decides item by item in a random order, and a snapshot is made wherever the share of
 * items that it stands for is reached; then decides all of them once more for each of the other kinds.
 */
export async function freezeSnapshots(
  client: StudioClient,
  dataset: DatasetId,
  truth: Truth,
): Promise<Snapshots> {
  const cards = await readCards(client, dataset)
  const freeze = freezer(client, dataset)
  const key = new Set(truth.keyAttributes)
  const order = shuffled(
    truth.items.map(({ externalId }) => externalId),
    seededRandom(ORDER_SEED),
  )
  const byItem = Map.groupBy(cards, ({ externalId }) => externalId)
  const snapshots: Snapshots = {}
  let decided = 0
  for (const { kind, percent } of CURATED_SHARES) {
    const until = shareOf(order.length, percent)
    const next = order.slice(decided, until).flatMap((item) => byItem.get(item) ?? [])
    snapshots[kind] = await freeze(
      kind,
      next.map((card) => decideByTruth(card, key)),
    )
    decided = until
  }
  const values = new Map(truth.items.map((item) => [item.externalId, item.values]))
  snapshots.corrected = await freeze(
    'corrected',
    cards.map((card) => decideByTruth(card, key, values.get(card.externalId))),
  )
  snapshots.nuisance = await freeze(
    'nuisance',
    cards.map((card) => keepNuisances(card, key)),
  )
  snapshots.proposed = await freeze('proposed', cards.map(asGenerated))
  return snapshots
}

/** Of a place without a truth: all proposals as they were generated. */
export async function freezeProposed(client: StudioClient, dataset: DatasetId): Promise<Snapshots> {
  const cards = await readCards(client, dataset)
  return { proposed: await freezer(client, dataset)('proposed', cards.map(asGenerated)) }
}

/** So many of the items that are a share of them, at least one. */
export function shareOf(items: number, percent: number): number {
  return Math.max(1, Math.round((items * percent) / 100))
}

/** The decision of a curator who has it backwards: changes of key attributes are put back, and those of nuisances stay. */
export function keepNuisances(
  card: Pick<ReviewCard, 'id' | 'proposed'>,
  keyAttributes: ReadonlySet<string>,
): DecisionInput {
  const names = card.proposed.attributes.map(({ name }) => name)
  return decideByTruth(card, new Set(names.filter((name) => !keyAttributes.has(name))))
}

function asGenerated({ id }: Pick<ReviewCard, 'id'>): DecisionInput {
  return { verdict: 'accept', proposal: id }
}

function freezer(client: StudioClient, dataset: DatasetId) {
  return async (name: SnapshotKind, decisions: DecisionInput[]) => {
    await client.review.decide({ annotator: CURATOR, decisions })
    return (await client.snapshots.create({ dataset, name })).id
  }
}
