import type { Backend, Indices, SparseMatrix, Tensor } from './backend.ts'

/** A value on the tape, and after `backward` the loss's gradient with respect to it. */
export interface Node {
  readonly value: Tensor
  /** Null until something flowed back to this node. */
  gradient: Tensor | null
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

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** A leaf that the loss is differentiated by. The same tensor gives the same node. */
  parameter(value: Tensor): Node {
    const known = this.#parameters.get(value)
    if (known !== undefined) return known
    const node: Node = { value, gradient: null, needsGradient: true }
    this.#parameters.set(value, node)
    return node
  }

  /** The loss's gradient by a parameter; null if the loss does not depend on it. */
  gradientOf(parameter: Tensor): Tensor | null {
    return this.#parameters.get(parameter)?.gradient ?? null
  }

  /** A leaf that stays as it is. */
  constant(value: Tensor): Node {
    return { value, gradient: null, needsGradient: false }
  }

  /**
   * LightGCN's propagation with the mean over layers (He et al. 2020, equations 7 and 8, weights
   * 1 / (layers + 1)): mean of x, A x, ..., A^layers x.
   *
   * Horner's scheme, x + A (x + A x), needs one sparse product per layer and no sum over layers
   * afterwards. A must be symmetric: then the gradient is the same propagation of the output's gradient.
   */
  propagate(a: SparseMatrix, x: Node, layers: number): Node {
    const run = (start: Tensor) => {
      let value = start
      for (let layer = 1; layer <= layers; layer++) {
        value = this.#backend.spmm(a, value, start, layer === layers ? 1 / (layers + 1) : 1)
      }
      return value
    }
    return this.#record(run(x.value), [x], (gradient) => {
      this.#flow(x, () => run(gradient))
    })
  }

  /** Rows of x by index; -1 gives zeros. [indices, cols] */
  gather(x: Node, indices: Indices): Node {
    return this.#record(this.#backend.gather(x.value, indices), [x], (gradient) => {
      if (!x.needsGradient) return
      x.gradient ??= this.#backend.zeros(x.value.rows, x.value.cols)
      this.#backend.scatterAdd(x.gradient, indices, gradient, 1)
    })
  }

  /** x weights + bias: [n, in] times [in, out], bias [1, out]. */
  linear(x: Node, weights: Node, bias: Node): Node {
    const product = this.#backend.matmul(x.value, weights.value)
    const value = this.#backend.addBias(product, bias.value)
    return this.#record(value, [x, weights, bias], (gradient) => {
      this.#flow(x, () => this.#backend.matmul(gradient, weights.value, { b: true }))
      this.#flow(weights, () => this.#backend.matmul(x.value, gradient, { a: true }))
      this.#flow(bias, () => this.#backend.columnSums(gradient))
    })
  }

  relu(x: Node): Node {
    const value = this.#backend.relu(x.value)
    return this.#record(value, [x], (gradient) => {
      this.#flow(x, () => this.#backend.reluBackward(value, gradient))
    })
  }

  /** a + factor * b */
  addScaled(a: Node, b: Node, factor: number): Node {
    return this.#record(this.#backend.addScaled(a.value, b.value, factor), [a, b], (gradient) => {
      // b first: once a has adopted the gradient, later additions to it would show up in b.
      this.#flow(b, () => this.#scaled(gradient, factor))
      this.#flow(a, () => gradient)
    })
  }

  /** factor * x */
  scale(x: Node, factor: number): Node {
    return this.#record(this.#scaled(x.value, factor), [x], (gradient) => {
      this.#flow(x, () => this.#scaled(gradient, factor))
    })
  }

  /** Dot product of each pair of rows: [n, 1]. */
  rowDot(a: Node, b: Node): Node {
    return this.#record(this.#backend.rowDot(a.value, b.value), [a, b], (gradient) => {
      this.#flow(a, () => this.#backend.scaleRows(b.value, gradient))
      this.#flow(b, () => this.#backend.scaleRows(a.value, gradient))
    })
  }

  /** Sum of squares: 1 x 1. */
  squaredNorm(x: Node): Node {
    return this.#record(this.#backend.squaredNorm(x.value), [x], (gradient) => {
      this.#flow(x, () => this.#backend.scaleByScalar(x.value, gradient, 2))
    })
  }

  /** -mean log sigma(scale * x): 1 x 1. */
  logSigmoidLoss(x: Node, scale = 1): Node {
    return this.#record(this.#backend.logSigmoidLoss(x.value, scale), [x], (gradient) => {
      this.#flow(x, () => this.#backend.logSigmoidLossBackward(x.value, scale, gradient))
    })
  }

  /** See Backend.tokenAttention: one [n, 3 d] per token, result [n, d]. */
  tokenAttention(tokens: readonly Node[], heads: number): Node {
    const values = tokens.map((token) => token.value)
    return this.#record(this.#backend.tokenAttention(values, heads), tokens, (gradient) => {
      const gradients = this.#backend.tokenAttentionBackward(values, heads, gradient)
      tokens.forEach((token, t) => {
        const own = gradients[t]
        if (own !== undefined) this.#flow(token, () => own)
      })
    })
  }

  /** Fills the gradients of everything that the 1 x 1 loss depends on. Once per tape. */
  backward(loss: Node): void {
    loss.gradient = this.#backend.upload([1], 1, 1)
    for (const step of this.#steps.reverse()) step()
    this.#steps.length = 0
  }

  #record(value: Tensor, operands: readonly Node[], backward: (gradient: Tensor) => void): Node {
    const needsGradient = operands.some((operand) => operand.needsGradient)
    const node: Node = { value, gradient: null, needsGradient }
    if (needsGradient) {
      this.#steps.push(() => {
        if (node.gradient !== null) backward(node.gradient)
      })
    }
    return node
  }

  /** Adds a gradient to a node that wants one; the first is adopted as it is. */
  #flow(to: Node, gradient: () => Tensor): void {
    if (!to.needsGradient) return
    if (to.gradient === null) to.gradient = gradient()
    else this.#backend.accumulate(to.gradient, gradient(), 1)
  }

  #scaled(x: Tensor, factor: number): Tensor {
    return this.#backend.scaleByScalar(x, this.#backend.upload([factor], 1, 1), 1)
  }
}
