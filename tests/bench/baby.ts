import { Interactions } from '#trainer/data/interactions.ts'
import { Rng } from '#trainer/data/rng.ts'
import { type Batch, TripletLoader } from '#trainer/data/triplet-loader.ts'
import { UniformSampler } from '#trainer/samplers/uniform.ts'
import { noScores } from '#trainer/testing/no-scores.ts'
import { BABY, syntheticInteractions } from './synthetic-interactions.ts'

export const DIMENSIONS = 64
export const BATCH_SIZE = 2048
const SEED = 1

/** A shop of the size of Amazon Baby, as a run trains on it. */
export interface Baby {
  readonly training: Interactions
  /** The same as pairs. */
  readonly pairs: Int32Array
  /** One item a user that is not in `training`: pairs. */
  readonly heldOut: Int32Array
  /** First values of the embeddings, [users + items, 64], normal with deviation 0.1. */
  readonly embeddings: Float32Array
}

export function createBaby(): Baby {
  const pairs = syntheticInteractions(BABY, SEED)
  const training = Interactions.fromPairs(pairs, BABY.users, BABY.items)
  const generator = new Rng(SEED, 'baby embeddings')
  const count = (BABY.users + BABY.items) * DIMENSIONS
  return {
    training,
    pairs,
    heldOut: oneItemEach(training),
    embeddings: Float32Array.from({ length: count }, () => 0.1 * normal(generator)),
  }
}

/** Full batches of an epoch as a run deals them, at most `count` and fewer where the epoch has fewer. */
export async function fullBatches(training: Interactions, count: number): Promise<Batch[]> {
  const sampler = new UniformSampler(training, new Rng(SEED, 'negatives'))
  const batches = new TripletLoader(training, BATCH_SIZE, new Rng(SEED, 'batches'), sampler)
  const full: Batch[] = []
  batches.beginEpoch(0)
  while (full.length < count) {
    const batch = await batches.next(noScores)
    if (batch === null) break
    if (batch.users.length === BATCH_SIZE) full.push(batch)
  }
  return full
}

/** For each user, or each of the first `users`, one item that is not among the user's own: pairs. */
export function oneItemEach(training: Interactions, users = training.users): Int32Array {
  const everyone = Int32Array.from({ length: users }, (_, user) => user)
  const items = new UniformSampler(training, new Rng(SEED, 'held out')).draw(everyone)
  return Int32Array.from({ length: 2 * users }, (_, k) => (k % 2 === 0 ? k / 2 : (items[(k - 1) / 2] ?? 0)))
}

/** Standard normal, Box & Muller 1958. */
function normal(generator: Rng): number {
  const radius = Math.sqrt(-2 * Math.log(1 - generator.uniform(0, 1)))
  return radius * Math.cos(2 * Math.PI * generator.uniform(0, 1))
}
