import { parentPort, workerData } from 'node:worker_threads'
import { awaitChange, controlBlock, QUIT, Word } from './control-block.ts'
import { instantiate } from './instance.ts'

/** What ThreadPool hands to each of its worker threads. */
export interface WorkerTask {
  readonly module: WebAssembly.Module
  readonly memory: WebAssembly.Memory
  readonly control: SharedArrayBuffer
  readonly names: readonly string[]
  /** From 1; the pool's owner is thread 0. */
  readonly thread: number
}

work(workerData)

/** Does its part of every call until it is told to quit. */
function work({ module, memory, control, names, thread }: WorkerTask): void {
  const { words, arguments: values } = controlBlock(control)
  const { kernels } = instantiate(module, memory, names)
  parentPort?.postMessage('ready')
  for (let call = 0; ; ) {
    awaitChange(words, Word.call, call, Number.POSITIVE_INFINITY)
    call = Atomics.load(words, Word.call)
    const number = words[Word.kernel] ?? QUIT
    if (number === QUIT) return
    const begin = words[Word.cuts + thread] ?? 0
    const end = words[Word.cuts + thread + 1] ?? 0
    try {
      if (begin < end) kernels[number]?.(...values.subarray(0, words[Word.arguments]), begin, end, thread)
    } catch {
      Atomics.store(words, Word.failed, 1)
    }
    if (Atomics.sub(words, Word.pending, 1) === 1) Atomics.notify(words, Word.pending)
  }
}
