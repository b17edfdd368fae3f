import { createRequire } from 'node:module'
import type { Matrix } from '../../data/features.ts'
import { type GemmForm, gemmModel } from './gemm-model.ts'

/** The part of onnxruntime-node's binding that is used here. */
interface Binding {
  readonly InferenceSession: new () => Session
}

interface Session {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void
  run(feeds: Record<string, unknown>, fetches: Record<string, unknown>, options: object): unknown
}

interface Runtime {
  readonly binding: Binding
  readonly Tensor: new (type: 'float32', data: Float32Array, dims: readonly number[]) => unknown
}

/** The binding is private to the package: its calls are known of this version alone. */
const BINDING_VERSION = '1.30.0'

export type Transposes = Omit<GemmForm, 'bias'>
export type { Matrix }

/** What multiplies large matrices, and is done when it returns. */
export interface LargeProducts {
  /** out = a b, each transposed first if asked, plus the bias [1, cols] in every row. All in shared memory. */
  multiply(a: Matrix, b: Matrix, bias: Matrix | null, transposes: Transposes, out: Matrix): void
}

/**
 * Products of large dense matrices by onnxruntime, whose kernels use the widest vectors that the processor has. It
 * reads and writes the matrices where they are.
 *
 * It is called through the package's binding, as the package's own `run` does, because that function only wraps
 * the synchronous call in a promise, and an operation of the wasm backend is done when it returns.
 */
export class DenseProducts implements LargeProducts {
  readonly #runtime: Runtime
  readonly #threads: number
  readonly #sessions = new Map<string, Session>()

  private constructor(runtime: Runtime, threads: number) {
    this.#runtime = runtime
    this.#threads = threads
  }

  /**
   * Null where onnxruntime-node does not load, or is another version than the one whose binding is known.
   * @param known the version whose binding is called
   */
  static load(threads: number, known = BINDING_VERSION): DenseProducts | null {
    const runtime = loadRuntime(known)
    return runtime === null ? null : new DenseProducts(runtime, threads)
  }

  multiply(a: Matrix, b: Matrix, bias: Matrix | null, transposes: Transposes, out: Matrix): void {
    const { Tensor } = this.#runtime
    const tensor = ({ values, rows, cols }: Matrix) => new Tensor('float32', values, [rows, cols])
    const feeds = { a: tensor(a), b: tensor(b), ...(bias !== null && { bias: tensor(bias) }) }
    this.#session({ ...transposes, bias: bias !== null }).run(feeds, { c: tensor(out) }, {})
  }

  #session(form: GemmForm): Session {
    const key = JSON.stringify(form)
    const known = this.#sessions.get(key)
    if (known !== undefined) return known
    const model = gemmModel(form)
    const session = new this.#runtime.binding.InferenceSession()
    session.loadModel(model.buffer, model.byteOffset, model.byteLength, {
      intraOpNumThreads: this.#threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
      // Its threads would keep the cores from the kernels' threads, which are next.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
    this.#sessions.set(key, session)
    return session
  }
}

function loadRuntime(known: string): Runtime | null {
  const require = createRequire(import.meta.url)
  try {
    if (require('onnxruntime-node/package.json').version !== known) return null
    const { binding, initOrt } = require('onnxruntime-node/dist/binding.js')
    const { Tensor } = require('onnxruntime-common')
    if (typeof binding?.InferenceSession !== 'function' || typeof Tensor !== 'function') return null
    initOrt()
    return { binding, Tensor }
  } catch {
    return null
  }
}
