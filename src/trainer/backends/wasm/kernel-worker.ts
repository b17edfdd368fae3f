import { parentPort, workerData } from 'node:worker_threads'
import { awaitChange, controlBlock, doParts, QUIT, Word } from './control-block.ts'
import { instantiate } from './instance.ts'

/** What ThreadPool hands to each of its worker threads. */
export interface WorkerTask {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: SharedArrayBuffer
  readonly names: readonly string[]
  /** From 1; the pool's owner is thread 0. */
  readonly thread: number
  /** All of the pool, the owner included. */
  readonly threads: number
}

work(workerData)

/** Does its parts of every call until it is told to quit. */
function work({ module, memory, control, names, thread, threads }: WorkerTask): void {
  const { words, arguments: values } = controlBlock(control)
  const { kernels } = instantiate(module, memory, names)
  parentPort?.postMessage('ready')
  for (let call = 0; ; ) {
    awaitChange(words, Word.call, call, Number.POSITIVE_INFINITY)
    call = Atomics.load(words, Word.call)
    const number = words[Word.kernel] ?? QUIT
    if (number === QUIT) return
    const kernel = kernels[number]
    try {
      if (kernel !== undefined)
        doParts(words, kernel, [...values.subarray(0, words[Word.arguments])], thread, threads)
    } catch {
      Atomics.store(words, Word.failed, 1)
    }
    if (Atomics.sub(words, Word.pending, 1) === 1) Atomics.notify(words, Word.pending)
  }
}
