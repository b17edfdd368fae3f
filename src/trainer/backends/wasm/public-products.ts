import { Worker } from 'node:worker_threads'
import type { LargeProducts, Matrix, Transposes } from './dense-products.ts'
import { type GemmForm, gemmModel } from './gemm-model.ts'
import { Answer, type ProductOrder, type ProductsTask } from './public-products-answer.ts'
import workerFile from './public-products-worker.ts?modulePath'

/** Loading the library takes a part of a second, a product milliseconds; a thread that is silent for this long is gone. */
const PATIENCE_MILLISECONDS = 60_000

/**
 * Products by the public calls of onnxruntime-node, whatever its version. They answer by promises, and an operation of the
 * wasm backend is done when it returns: a thread of their own keeps the promises, and this one sleeps until it has the
 * answer. Matrices lie in shared memory; results are copied once more than through the binding.
 */
export class PublicProducts implements LargeProducts {
  readonly #worker: Worker
  readonly #answer: Int32Array

  private constructor(worker: Worker, answer: Int32Array) {
    this.#worker = worker
    this.#answer = answer
  }

  /** Null where the library does not load. */
  static start(threads: number): PublicProducts | null {
    const answer = new Int32Array(new SharedArrayBuffer(4))
    const task: ProductsTask = { threads, answer }
    const worker = new Worker(workerFile, { workerData: task, name: 'products' })
    // That it cannot load is in its answer; and the process may end although it waits for work.
    worker.on('error', () => undefined)
    worker.unref()
    return awaited(answer) ? new PublicProducts(worker, answer) : null
  }

  multiply(a: Matrix, b: Matrix, bias: Matrix | null, transposes: Transposes, out: Matrix): void {
    const form: GemmForm = { ...transposes, bias: bias !== null }
    const order: ProductOrder = {
      model: gemmModel(form),
      form: JSON.stringify(form),
      inputs: { a, b, ...(bias !== null && { bias }) },
      out,
    }
    Atomics.store(this.#answer, 0, Answer.none)
    this.#worker.postMessage(order)
    if (!awaited(this.#answer)) throw new Error('onnxruntime did not multiply two matrices.')
  }
}

function awaited(answer: Int32Array): boolean {
  Atomics.wait(answer, 0, Answer.none, PATIENCE_MILLISECONDS)
  return Atomics.load(answer, 0) === Answer.done
}
