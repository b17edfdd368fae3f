import { seededRandom, shuffled } from '#main/catalogue/random.ts'
import { worldTruth } from '#main/catalogue/sample/world-truth.ts'
import { byAttribute } from '#main/probes/attribute-effects.ts'
import { type SingleChange, singleChanges } from '#main/probes/single-changes.ts'
import type { Database } from '#main/store/database.ts'
import { readPositive } from '#main/store/item-repository.ts'
import { readItemChanges, readProbeItem, readUserPosition } from '#main/store/probe-repository.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { ProbeEffect } from '#shared/contract/probes.ts'
import { itemText } from '#shared/item-text.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import type { Matrix } from '#trainer/data/features.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'
import { type Learned, probeEffects } from '#trainer/probe.ts'
import type { Place } from './place.ts'
import { type ProbeAgreement, type ProbedAttribute, probeAgreement } from './probe-agreement.ts'

/** Items whose attributes are exchanged, at random but the same for all arms of a world. */
const ITEMS = 50
const ITEMS_SEED = 1

export interface ProbedTrial {
  readonly place: Place
  readonly input: TrainingInput
  readonly learned: Learned
  readonly database: Database
  readonly dataset: DatasetId
  /** As the run's texts are encoded. */
  readonly encode: (texts: readonly string[]) => Promise<Matrix>
}

/**
 * Holds a trained model's probe against the truth of its world: for each test interaction with one of the chosen items, of which
 * attribute does the score owe most, and of which the liking?
 * @throws Error on the movies, whose truth nobody knows
 */
export async function probeTrial(trial: ProbedTrial): Promise<ProbeAgreement> {
  const { place, input, learned, encode } = trial
  if (place.world === 'movies') throw new Error('Nobody knows by which attributes people choose movies.')
  const truth = worldTruth(place.world, place.seed)
  const items = shuffled(truth.items, seededRandom(ITEMS_SEED))
    .slice(0, ITEMS)
    .flatMap(({ externalId }) => probedItem(trial, externalId) ?? [])
  const asked = items.flatMap(({ position, changes }) => changes.map((change) => ({ position, change })))
  const backend = await WasmBackend.create({ threads: 1 })
  const effects = await probeEffects(backend, input, learned, {
    items: Int32Array.from(asked, ({ position }) => position),
    text: await encode(asked.map(({ change }) => change.text)),
    visual: await encode(asked.map(({ change }) => change.visual)),
  })
  await backend.dispose()
  const rowsOf = Map.groupBy(asked.keys(), (row) => asked[row]?.position)
  const tasteOf = new Map(
    truth.shoppers.map(({ externalId, taste }) => [positionOf(trial, externalId), taste] as const),
  )
  const isKey = new Set(truth.keyAttributes)
  const pairs: ProbedAttribute[][] = []
  for (let pair = 0; pair < input.test.length; pair += 2) {
    const [user, item] = [input.test[pair] ?? -1, input.test[pair + 1] ?? -1]
    const taste = tasteOf.get(user)
    const rows = rowsOf.get(item)
    if (taste === undefined || rows === undefined) continue
    const onScore = rows.flatMap((row): ProbeEffect[] => {
      const change = asked[row]?.change
      return change === undefined
        ? []
        : [{ ...change, effect: effects.values[row * effects.cols + user] ?? 0 }]
    })
    const onLiking = onScore.map((change): ProbeEffect => {
      const weights = taste.get(change.attribute)
      return { ...change, effect: (weights?.get(change.from) ?? 0) - (weights?.get(change.to) ?? 0) }
    })
    const likings = new Map(byAttribute(onLiking).map(({ attribute, effect }) => [attribute, effect]))
    pairs.push(
      byAttribute(onScore).map(({ attribute, effect }) => ({
        isKey: isKey.has(attribute),
        effect,
        liking: likings.get(attribute) ?? 0,
      })),
    )
  }
  return probeAgreement(pairs)
}

function probedItem(
  { database, dataset }: ProbedTrial,
  externalId: string,
): { position: number; changes: SingleChange[] } | null {
  const item = readProbeItem(database, { dataset, user: '', item: externalId })
  const positive = item && readPositive(database, item.id)
  if (item === undefined || positive === undefined) return null
  const { changes } = singleChanges(itemText(positive), readItemChanges(database, item.id))
  // One exchange of each attribute: a forward pass of the model each.
  const first = [...Map.groupBy(changes, ({ attribute }) => attribute).values()].flatMap(([one]) => one ?? [])
  return { position: item.position, changes: first }
}

function positionOf({ database, dataset }: ProbedTrial, user: string): number {
  return readUserPosition(database, dataset, user) ?? -1
}
