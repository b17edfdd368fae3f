import type { Backend, Tensor } from '../backends/backend.ts'
import { type Node, Tape } from '../backends/tape.ts'
import type { ContentProjection } from './content-projection.ts'
import type { Parameter } from './model.ts'

/** The vectors of users and items before any propagation, users first: [users + items, d]. */
export interface EgoTable {
  readonly parameters: readonly Parameter[]
  on(tape: Tape): Node
  /** Without a gradient. May be a parameter itself: do not write to it. */
  value(): Tensor
}

/** Every user and item has a vector of its own. */
export function ownVectors(table: Tensor): EgoTable {
  return {
    parameters: [{ name: 'embeddings', value: table }],
    on: (tape) => tape.parameter(table),
    value: () => table,
  }
}

/** An item has a vector of its own plus the projection of its content. */
export function withContent(
  backend: Backend,
  table: Tensor,
  content: ContentProjection,
  users: number,
): EgoTable {
  // A step may ask for it twice: when negatives are chosen, and for the loss.
  const nodes = new WeakMap<Tape, Node>()
  const on = (tape: Tape): Node => {
    const known = nodes.get(tape)
    if (known !== undefined) return known
    const nothing = tape.constant(backend.zeros(users, table.cols))
    const node = tape.addScaled(tape.parameter(table), tape.concatRows([nothing, content.ofItems(tape)]), 1)
    nodes.set(tape, node)
    return node
  }
  return {
    parameters: [...content.parameters, { name: 'embeddings', value: table }],
    on,
    value: () => on(new Tape(backend)).value,
  }
}
