import type { Node, Tape } from '../backends/tape.ts'
import type { BatchRows } from './batch-rows.ts'
import type { LossTerm } from './model.ts'

/**
 * Rendle et al. 2009, BPR-OPT: -mean log sigma(<u, i> - <u, j>).
 * @param vectors of the batch's rows, [rows, d]
 * @param further what else belongs to <u, i> - <u, j>: [triples, 1]
 */
export function bprTerm(tape: Tape, vectors: Node, batch: BatchRows, further: Node | null = null): LossTerm {
  const margins = tape.tripleMargins(vectors, batch.triples)
  const all = further === null ? margins : tape.addScaled(margins, further, 1)
  return { name: 'BPR', value: tape.logSigmoidLoss(all) }
}

/** What one occurrence of a row weighs in `egoL2Term`. */
export function egoL2Weight(regularization: number, triples: number): number {
  return regularization / 2 / triples
}

/**
 * LightGCN's L2 (reference code of He et al. 2020): weight / 2 * (|e_u|^2 + |e_i|^2 + |e_j|^2), summed over
 * the batch's triples and divided by their number. A vector that occurs twice in the batch counts twice.
 * @param ego the batch's rows of the table, before any propagation
 */
export function egoL2Term(tape: Tape, ego: Node, batch: BatchRows): LossTerm {
  return { name: 'L2', value: tape.squaredNorm(ego, batch.occurrences) }
}
