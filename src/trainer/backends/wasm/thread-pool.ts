import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { awaitChange, controlBlock, doParts, newControlBuffer, QUIT, Word } from './control-block.ts'
import { instantiate, type Kernel } from './instance.ts'
import type { WorkerTask } from './kernel-worker.ts'
import workerFile from './kernel-worker.ts?modulePath'
import {
  compileKernels,
  KERNEL_NAMES,
  type KernelArguments,
  type KernelName,
  kernelParameters,
} from './kernels.ts'

/** Some tens of microseconds: longer than the pauses between the operations of a step. */
const SPIN_LIMIT = 20_000
/** With more threads than cores, spinning keeps another thread from working. */
const SPIN_LIMIT_OVERSUBSCRIBED = 50
/** A call takes milliseconds; a thread that does not answer for this long is gone. */
const PATIENCE_MILLISECONDS = 120_000

/** Each kernel's number, and the names of its parameters in their order. */
const SIGNATURES = new Map(
  KERNEL_NAMES.map((name, number) => [name, { number, parameters: Object.keys(kernelParameters(name)) }]),
)

/**
 * Runs kernels on several threads over one shared memory. The caller is thread 0: it does parts of every call like
 * the others, and returns when all are done.
 */
export class ThreadPool {
  /** First byte of the memory that the kernels do not use themselves. */
  readonly heapBase: number
  readonly threads: number
  readonly #kernels: readonly Kernel[]
  readonly #workers: readonly Worker[]
  readonly #spinLimit: number
  readonly #words: Int32Array
  readonly #arguments: Float64Array

  private constructor(
    instance: { kernels: readonly Kernel[]; heapBase: number },
    workers: readonly Worker[],
    control: SharedArrayBuffer,
  ) {
    const { words, arguments: values } = controlBlock(control)
    this.#kernels = instance.kernels
    this.heapBase = instance.heapBase
    this.threads = workers.length + 1
    this.#workers = workers
    this.#spinLimit = this.threads > availableParallelism() ? SPIN_LIMIT_OVERSUBSCRIBED : SPIN_LIMIT
    this.#words = words
    this.#arguments = values
  }

  /** @param threads at least 1, the calling one included */
  static async create(memory: WebAssembly.Memory, threads: number): Promise<ThreadPool> {
    const module = compileKernels()
    const control = newControlBuffer()
    const workers = Array.from({ length: threads - 1 }, (_, index) => {
      const task: WorkerTask = { module, memory, control, names: KERNEL_NAMES, thread: index + 1, threads }
      return new Worker(workerFile, { workerData: task, name: `kernels ${index + 1}` })
    })
    await Promise.all(workers.map((worker) => once(worker, 'message')))
    // The process may end although they wait for work.
    for (const worker of workers) worker.unref()
    return new ThreadPool(instantiate(module, memory, KERNEL_NAMES), workers, control)
  }

  /**
   * Calls a kernel with these arguments, part by part, on all threads; one part alone on the calling one.
   * @param given by the names of the kernel's parameters
   * @param bounds ascending: part p is bounds[p] to bounds[p + 1]
   */
  run<Name extends KernelName>(name: Name, given: KernelArguments<Name>, bounds: ArrayLike<number>): void {
    const { number, parameters } = SIGNATURES.get(name) ?? { number: QUIT, parameters: [] }
    const kernel = this.#kernels[number]
    if (kernel === undefined) throw new Error(`There is no kernel "${name}".`)
    const values = parameters.map((parameter) => Number(given[parameter as keyof typeof given]))
    const partitioner = bounds.length - 1
    if (partitioner === 1) {
      kernel(...values, bounds[0] ?? 0, bounds[1] ?? 0, 0)
      return
    }
    const words = this.#words
    this.#arguments.set(values)
    for (let p = 0; p <= partitioner; p++) words[Word.bounds + p] = bounds[p] ?? 0
    words[Word.partitioner] = partitioner
    words[Word.next] = 0
    words[Word.arguments] = values.length
    words[Word.pending] = this.#workers.length
    this.#wake(number)
    doParts(words, kernel, values, 0, this.threads)
    this.#join(name)
  }

  /** Whether the other threads were sent to sleep and had no work since. */
  get asleep(): boolean {
    return Atomics.load(this.#words, Word.looks) === 0
  }

  /** Sends waiting threads to sleep at once, for work outside of the pool that wants the cores. */
  rest(): void {
    Atomics.store(this.#words, Word.looks, 0)
  }

  /** Ends the threads. */
  async dispose(): Promise<void> {
    const ended = this.#workers.map((worker) => {
      worker.ref()
      return once(worker, 'exit')
    })
    this.#wake(QUIT)
    await Promise.all(ended)
  }

  #wake(kernel: number): void {
    const words = this.#words
    words[Word.kernel] = kernel
    Atomics.store(words, Word.looks, this.#spinLimit)
    Atomics.add(words, Word.call, 1)
    Atomics.notify(words, Word.call)
  }

  #join(name: KernelName): void {
    const words = this.#words
    for (let left = Atomics.load(words, Word.pending); left > 0; left = Atomics.load(words, Word.pending)) {
      if (!awaitChange(words, Word.pending, left, PATIENCE_MILLISECONDS)) {
        throw new Error(`A compute thread has not answered for two minutes (kernel "${name}").`)
      }
    }
    if (Atomics.exchange(words, Word.failed, 0) === 1) {
      throw new Error(`The wasm kernel "${name}" failed on a worker thread.`)
    }
  }
}
