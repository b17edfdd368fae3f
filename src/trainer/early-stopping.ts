/** Keeps the best validation value, and says when waiting for a better one is over. */
export class EarlyStopping {
  readonly #patience: number
  #bestValue = Number.NEGATIVE_INFINITY
  #bestEpoch = 0
  #misses = 0

  /** @param patience validations in a row without a better value before the run stops */
  constructor(patience: number) {
    this.#patience = patience
  }

  /** 0 before the first observation. */
  get bestEpoch(): number {
    return this.#bestEpoch
  }

  get exhausted(): boolean {
    return this.#misses >= this.#patience
  }

  /** Takes a validation's value; true if it is better than all before. An equal one is not. */
  observe(epoch: number, value: number): boolean {
    if (value > this.#bestValue) {
      this.#bestValue = value
      this.#bestEpoch = epoch
      this.#misses = 0
      return true
    }
    this.#misses++
    return false
  }
}
