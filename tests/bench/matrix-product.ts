import { InferenceSession, Tensor } from 'onnxruntime-node'
import { productModel } from '#trainer/backends/wasm/gemm-model.ts'

/** One dense product [m, k] times [k, n] by a MatMul of onnxruntime, on the CPU. */
export class MatrixProduct {
  readonly #session: InferenceSession
  readonly #feeds: Record<string, Tensor>
  readonly #output: Tensor

  private constructor(session: InferenceSession, feeds: Record<string, Tensor>, output: Tensor) {
    this.#session = session
    this.#feeds = feeds
    this.#output = output
  }

  static async create(
    a: Float32Array,
    b: Float32Array,
    [m, k, n]: readonly [number, number, number],
    threads: number,
  ) {
    const session = await InferenceSession.create(productModel('MatMul', ['a', 'b']), {
      executionProviders: ['cpu'],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    })
    const feeds = { a: new Tensor('float32', a, [m, k]), b: new Tensor('float32', b, [k, n]) }
    return new MatrixProduct(session, feeds, new Tensor('float32', new Float32Array(m * n), [m, n]))
  }

  /** Into the same memory each time. @returns the product, row after row */
  async intoSameMemory(): Promise<Float32Array> {
    await this.#session.run(this.#feeds, { c: this.#output })
    return this.#output.data as Float32Array
  }

  /** Into memory that onnxruntime asks for each time. */
  async intoFreshMemory(): Promise<void> {
    const { c } = await this.#session.run(this.#feeds)
    c?.dispose()
  }

  async dispose(): Promise<void> {
    await this.#session.release()
  }
}
