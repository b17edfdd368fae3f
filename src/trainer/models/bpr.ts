import type { Node, Tape } from '../backends/tape.ts'
import type { BatchNodes } from './batch-nodes.ts'
import type { LossTerm } from './model.ts'

/**
 * Rendle et al. 2009, BPR-OPT: -mean log sigma(y(u, i) - y(u, j)).
 * @param users,positives,negatives the triples' vectors, [batch, d] each
 */
export function bprTerm(tape: Tape, users: Node, positives: Node, negatives: Node): LossTerm {
  const margins = tape.addScaled(tape.rowDot(users, positives), tape.rowDot(users, negatives), -1)
  return { name: 'BPR', value: tape.logSigmoidLoss(margins) }
}

/**
 * LightGCN's L2 (reference code of He et al. 2020): weight / 2 * (|e_u|^2 + |e_i|^2 + |e_j|^2), summed over
 * the batch's triples and divided by their number. The vectors are the ego embeddings, before
 * propagation; one that occurs twice in the batch counts twice.
 *
 * Record it before the propagation: going backwards it then comes last, and adds its few rows to the dense
 * gradient in place.
 */
export function egoL2Term(tape: Tape, table: Node, nodes: BatchNodes, weight: number): LossTerm {
  const norm = tape.squaredNorm(tape.gather(table, nodes.all))
  return { name: 'L2', value: tape.scale(norm, weight / 2 / nodes.users.length) }
}
