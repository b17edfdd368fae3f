/** What the threads of PublicProducts say to each other. Imports nothing, because the worker loads this file as it is. */
export interface ProductsTask {
  readonly threads: number
  /** One word: an answer, once there is one. */
  readonly answer: Int32Array
}

export const Answer = { none: 0, done: 1, failed: 2 } as const

/** A matrix in shared memory. */
export interface SharedMatrix {
  readonly values: Float32Array
  readonly rows: number
  readonly cols: number
}

/** One product. */
export interface ProductOrder {
  /** An ONNX model that makes `c` of the inputs. */
  readonly model: Uint8Array
  /** Tells models apart. */
  readonly form: string
  readonly inputs: Readonly<Record<string, SharedMatrix>>
  readonly out: SharedMatrix
}
