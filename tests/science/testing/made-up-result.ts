import type { Result } from '../trial.ts'

/** A result of nothing that was trained. */
export function madeUpResult(rest: Partial<Result> & { recall?: number } = {}): Result {
  const { recall = 0.2, ...own } = rest
  return {
    world: 'shop',
    seed: 11,
    arm: 'lightgcn',
    trainingSeed: 1,
    settings: { model: 'lightgcn' },
    snapshot: null,
    rounds: 8,
    tested: true,
    probed: false,
    validation: { 'recall@20': recall },
    test: { 'recall@20': recall, 'ndcg@20': recall / 2, 'coverage@20': 0.5 },
    intraListDistance: 0.7,
    userRecalls: [0, 2 * recall],
    bestEpoch: 30,
    epochs: 60,
    seconds: 2,
    probe: null,
    ...own,
  }
}
