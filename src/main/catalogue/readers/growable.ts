type Numbers = Int32Array | Uint32Array | Float64Array | Uint8Array

/** A list of numbers that grows without ever being objects: a million of them stay a few megabytes. */
export class Growable<T extends Numbers> {
  #values: T
  #length = 0
  readonly #make: (length: number) => T

  constructor(make: (length: number) => T) {
    this.#make = make
    this.#values = make(1024)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = this.#make(this.#length * 2)
      larger.set(this.#values)
      this.#values = larger
    }
    this.#values[this.#length] = value
    this.#length++
  }

  /** The values so far; shares memory with the list. */
  view(): T {
    return this.#values.subarray(0, this.#length) as T
  }
}
