import type { Backend, Gradient, Indices, RowSet, Tensor, Triples } from './backend.ts'
import { GradientSum } from './gradient-sum.ts'
import { scaled } from './scaled.ts'
import { logSumOfScores, logSumOfScoresBackward } from './score-sums.ts'
import type { SparsePair } from './sparse-pair.ts'

/** A value on the tape, and after `backward` the loss's gradient with respect to it. */
export interface Node {
  readonly value: Tensor
  readonly gradient: GradientSum
  readonly needsGradient: boolean
}

/**
 * Records operations on a backend and runs them backwards: reverse-mode differentiation for models that
 * are written once, forwards.
 *
 * Each operation's backward step runs once, when its node's gradient is complete. From then on nobody
 * else reads that gradient, so the step may hand the tensor itself to one operand (and only to one);
 * the others get tensors of their own.
 */
export class Tape {
  readonly #backend: Backend
  readonly #steps: (() => void)[] = []
  readonly #parameters = new Map<Tensor, Node>()
  readonly #rows = new Map<Node, Map<RowSet, Node>>()

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** A leaf that the loss is differentiated by. The same tensor gives the same node. */
  parameter(value: Tensor): Node {
    const known = this.#parameters.get(value)
    if (known !== undefined) return known
    const node: Node = { value, gradient: new GradientSum(this.#backend), needsGradient: true }
    this.#parameters.set(value, node)
    return node
  }

  /** The loss's gradient by a parameter, in parts; null if the loss does not depend on it. */
  gradientOf(parameter: Tensor): Gradient | null {
    return this.#parameters.get(parameter)?.gradient.parts ?? null
  }

  /** A leaf that stays as it is. */
  constant(value: Tensor): Node {
    return { value, gradient: new GradientSum(this.#backend), needsGradient: false }
  }

  /** The value of x as a constant: what a gradient does not flow through. */
  detached(x: Node): Node {
    return this.constant(x.value)
  }

  /** Those rows of x: [rows, cols]. The same ones give the same node. */
  rows(x: Node, rows: RowSet): Node {
    const ofNode = this.#rows.get(x) ?? new Map<RowSet, Node>()
    const known = ofNode.get(rows)
    if (known !== undefined) return known
    const node = this.record(this.#backend.gatherRows(x.value, rows), [x], (gradient) => {
      x.gradient.addRows({ rows, values: gradient }, 1)
    })
    ofNode.set(rows, node)
    this.#rows.set(x, ofNode)
    return node
  }

  /** Rows of x by index; -1 gives zeros. [indices, cols] */
  gather(x: Node, indices: Indices): Node {
    return this.record(this.#backend.gather(x.value, indices), [x], (gradient) => {
      const into = x.gradient.denseToAddTo(x.value.rows, x.value.cols)
      this.#backend.scatterAdd(into, indices, gradient, 1)
    })
  }

  /** x weights + bias: [n, in] times [in, out], bias [1, out]. */
  linear(x: Node, weights: Node, bias: Node): Node {
    const value = this.#backend.linear(x.value, weights.value, bias.value)
    return this.record(value, [x, weights, bias], (gradient) => {
      this.#flow(x, () => this.#backend.matmul(gradient, weights.value, { b: true }))
      this.#flow(weights, () => this.#backend.matmul(x.value, gradient, { a: true }))
      this.#flow(bias, () => this.#backend.columnSums(gradient))
    })
  }

  relu(x: Node): Node {
    const value = this.#backend.relu(x.value)
    return this.record(value, [x], (gradient) => {
      this.#flow(x, () => this.#backend.reluBackward(value, gradient))
    })
  }

  sigmoid(x: Node): Node {
    const value = this.#backend.sigmoid(x.value)
    return this.record(value, [x], (gradient) => {
      this.#flow(x, () => this.#backend.sigmoidBackward(value, gradient))
    })
  }

  tanh(x: Node): Node {
    const value = this.#backend.tanh(x.value)
    return this.record(value, [x], (gradient) => {
      this.#flow(x, () => this.#backend.tanhBackward(value, gradient))
    })
  }

  /** Products element by element. With a constant of zeros and numbers it is a mask, such as dropout's. */
  multiply(a: Node, b: Node): Node {
    return this.record(this.#backend.multiply(a.value, b.value), [a, b], (gradient) => {
      this.#flow(a, () => this.#backend.multiply(b.value, gradient))
      this.#flow(b, () => this.#backend.multiply(a.value, gradient))
    })
  }

  /** The parts below each other, [n, d] each: [sum of n, d]. At least one part. */
  concatRows(parts: readonly Node[]): Node {
    const value = this.#backend.concatRows(parts.map((part) => part.value))
    return this.record(value, parts, (gradient) => {
      let start = 0
      for (const part of parts) {
        const { rows } = part.value
        // A slice may share the gradient's memory, so it is copied, never adopted.
        if (part.needsGradient) part.gradient.addCopy(this.#backend.slice(gradient, start, rows))
        start += rows
      }
    })
  }

  /** The parts next to each other, [n, d] each: [n, sum of d]. At least one part. */
  concatColumns(parts: readonly Node[]): Node {
    const value = this.#backend.concatColumns(parts.map((part) => part.value))
    return this.record(value, parts, (gradient) => {
      let start = 0
      for (const part of parts) {
        const { cols } = part.value
        const from = start
        this.#flow(part, () => this.#backend.sliceColumns(gradient, from, cols))
        start += cols
      }
    })
  }

  /** matrix x: [n, m] times [m, d]. Given `rows` of n, only those of the product: [rows, d]. */
  spmm({ matrix, transposed }: SparsePair, x: Node, rows: RowSet | null = null): Node {
    const value =
      rows === null
        ? this.#backend.spmm(matrix, x.value, null, 1)
        : this.#backend.spmmRows(matrix, rows, x.value, null, 1)
    return this.record(value, [x], (gradient) => {
      const from = rows === null ? gradient : { rows, values: gradient }
      x.gradient.addProduct({ matrix: transposed, x: from, scale: 1 })
    })
  }

  /** a + factor * b */
  addScaled(a: Node, b: Node, factor: number): Node {
    return this.record(this.#backend.addScaled(a.value, b.value, factor), [a, b], (gradient) => {
      // b first: once a has adopted the gradient, later additions to it would show up in b.
      this.#flow(b, () => scaled(this.#backend, gradient, factor))
      this.#flow(a, () => gradient)
    })
  }

  /** factor * x */
  scale(x: Node, factor: number): Node {
    return this.record(scaled(this.#backend, x.value, factor), [x], (gradient) => {
      this.#flow(x, () => scaled(this.#backend, gradient, factor))
    })
  }

  /** factors[r] * x[r], factors [n, 1]. */
  scaleRows(x: Node, factors: Node): Node {
    return this.record(this.#backend.scaleRows(x.value, factors.value), [x, factors], (gradient) => {
      this.#flow(x, () => this.#backend.scaleRows(gradient, factors.value))
      this.#flow(factors, () => this.#backend.rowDot(x.value, gradient))
    })
  }

  /** Dot product of each pair of rows: [n, 1]. */
  rowDot(a: Node, b: Node): Node {
    return this.record(this.#backend.rowDot(a.value, b.value), [a, b], (gradient) => {
      this.#flow(a, () => this.#backend.scaleRows(b.value, gradient))
      this.#flow(b, () => this.#backend.scaleRows(a.value, gradient))
    })
  }

  /**
   * x[r] / |x[r]|: rows of length 1, whose dot products are cosines. A row of length 1e-12 or less, which has no
   * direction, gives zeros and gets no gradient.
   */
  normalizeRows(x: Node): Node {
    const inverse = this.#backend.inverseNorms(x.value)
    const value = this.#backend.scaleRows(x.value, inverse)
    return this.record(value, [x], (gradient) => {
      this.#flow(x, () => {
        // Only what is at right angles to the row turns it: (g - y <y, g>) / |x|.
        const along = this.#backend.scaleRows(value, this.#backend.rowDot(value, gradient))
        return this.#backend.scaleRows(this.#backend.addScaled(gradient, along, -1), inverse)
      })
    })
  }

  /**
   * Per row of `users` [b, d] the logarithm of the sum over the rows i of `items` [n, d] of exp(<users[r], items[i]> +
   * bias[i]), bias [n, 1] or nothing: [b, 1]. The [b, n] scores are all in memory only where they are few.
   */
  logSumOfScores(users: Node, items: Node, bias: Node | null): Node {
    const tables = { users: users.value, items: items.value, bias: bias?.value ?? null }
    const result = logSumOfScores(this.#backend, tables)
    const operands = bias === null ? [users, items] : [users, items, bias]
    return this.record(result.sums, operands, (gradient) => {
      const wanted = {
        users: users.needsGradient,
        items: items.needsGradient,
        bias: bias?.needsGradient ?? false,
      }
      const gradients = logSumOfScoresBackward(this.#backend, tables, result, gradient, wanted)
      if (gradients.users !== null) users.gradient.addDense(gradients.users)
      if (gradients.items !== null) items.gradient.addDense(gradients.items)
      if (gradients.bias !== null) bias?.gradient.addDense(gradients.bias)
    })
  }

  /** Sum over the rows of weights[r] * x[r], x [n, 1], weights a constant [n, 1]: 1 x 1. */
  weightedSum(x: Node, weights: Tensor): Node {
    return this.record(this.#backend.matmul(weights, x.value, { a: true }), [x], (gradient) => {
      this.#flow(x, () => this.#backend.scaleByScalar(weights, gradient, 1))
    })
  }

  /** Per triple <x[user], x[positive] - x[negative]>: [triples, 1]. */
  tripleMargins(x: Node, triples: Triples): Node {
    return this.record(this.#backend.tripleMargins(x.value, triples), [x], (gradient) => {
      this.#flow(x, () => this.#backend.tripleMarginsBackward(x.value, triples, gradient))
    })
  }

  /** Sum over the rows of weights[r] * |x[r]|^2, weights a constant [rows, 1]: 1 x 1. */
  squaredNorm(x: Node, weights: Tensor): Node {
    return this.record(this.#backend.squaredNorm(x.value, weights), [x], (gradient) => {
      this.#flow(x, () => this.#backend.squaredNormBackward(x.value, weights, gradient))
    })
  }

  /** -mean log sigma(scale * x): 1 x 1. */
  logSigmoidLoss(x: Node, scale = 1): Node {
    return this.record(this.#backend.logSigmoidLoss(x.value, scale), [x], (gradient) => {
      this.#flow(x, () => this.#backend.logSigmoidLossBackward(x.value, scale, gradient))
    })
  }

  /** See Backend.tokenAttention: one [n, 3 d] per token, result [n, d]. */
  tokenAttention(tokens: readonly Node[], heads: number): Node {
    const values = tokens.map((token) => token.value)
    return this.record(this.#backend.tokenAttention(values, heads), tokens, (gradient) => {
      const gradients = this.#backend.tokenAttentionBackward(values, heads, gradient)
      tokens.forEach((token, t) => {
        const own = gradients[t]
        if (own !== undefined) this.#flow(token, () => own)
      })
    })
  }

  /**
   * The node of a value that an operation made of its operands. For operations that the tape does not have.
   * @param backward adds to the operands' gradients what the value's gradient gives them
   */
  record(value: Tensor, operands: readonly Node[], backward: (gradient: Tensor) => void): Node {
    const needsGradient = operands.some((operand) => operand.needsGradient)
    const node: Node = { value, gradient: new GradientSum(this.#backend), needsGradient }
    if (needsGradient) {
      this.#steps.push(() => {
        const gradient = node.gradient.toDense()
        if (gradient !== null) backward(gradient)
      })
    }
    return node
  }

  /** Fills the gradients of everything that the 1 x 1 loss depends on. Once per tape. */
  backward(loss: Node): void {
    loss.gradient.addDense(this.#backend.upload([1], 1, 1))
    for (const step of this.#steps.reverse()) step()
    this.#steps.length = 0
  }

  /** Adds a gradient to a node that wants one. */
  #flow(to: Node, gradient: () => Tensor): void {
    if (to.needsGradient) to.gradient.addDense(gradient())
  }
}
