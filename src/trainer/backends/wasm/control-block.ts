/**
 * What the threads of a pool agree through: 32-bit words in shared memory, then the arguments of the kernel at
 * hand as float64, which holds pointers and factors alike. Imports nothing, because a worker thread loads this file
 * as it is.
 */
export const Word = {
  /** Counts the calls; a worker that sees it change has work. */
  call: 0,
  /** Workers that are not done with the call. */
  pending: 1,
  /** Number of the kernel; QUIT ends the worker. */
  kernel: 2,
  /** How many arguments there are. */
  arguments: 3,
  /** How often a thread without work looks before it sleeps. */
  looks: 4,
  /** 1 once a kernel threw. */
  failed: 5,
  /** How many parts there are. */
  partitioner: 6,
  /** The next part that nobody has taken. */
  next: 7,
  /** From here on, where each part begins; one more ends the last. */
  bounds: 16,
} as const

export const QUIT = -1
export const MAX_ARGUMENTS = 32
export const MAX_PARTS = 1023

const ARGUMENTS_OFFSET = 4 * (Word.bounds + MAX_PARTS + 1)

export interface ControlBlock {
  readonly words: Int32Array
  readonly arguments: Float64Array
}

export function newControlBuffer(): SharedArrayBuffer {
  return new SharedArrayBuffer(ARGUMENTS_OFFSET + 8 * MAX_ARGUMENTS)
}

export function controlBlock(buffer: SharedArrayBuffer): ControlBlock {
  return {
    words: new Int32Array(buffer, 0, ARGUMENTS_OFFSET / 4),
    arguments: new Float64Array(buffer, ARGUMENTS_OFFSET, MAX_ARGUMENTS),
  }
}

/**
 * Calls a kernel for this thread's parts. With one part per thread, thread t does part t, so that what it has in its
 * cache from the last call is of use; with more, everybody takes the next one that is left, and what one is slow
 * with, the others make up for.
 */
export function doParts(
  words: Int32Array,
  kernel: (...numbers: number[]) => unknown,
  values: readonly number[],
  thread: number,
  threads: number,
): void {
  const partitioner = words[Word.partitioner] ?? 0
  const take = () => Atomics.add(words, Word.next, 1)
  const fixed = partitioner <= threads
  for (let part = fixed ? thread : take(); part < partitioner; part = fixed ? partitioner : take()) {
    const begin = words[Word.bounds + part] ?? 0
    const end = words[Word.bounds + part + 1] ?? 0
    if (begin < end) kernel(...values, begin, end, thread)
  }
}

/**
 * Waits until a word is no longer `value`: looks for a while, because the next call usually comes within
 * microseconds, then sleeps.
 * @param patience milliseconds
 * @returns false once patience is over
 */
export function awaitChange(words: Int32Array, word: number, value: number, patience: number): boolean {
  for (let look = 0; look < Atomics.load(words, Word.looks); look++) {
    if (Atomics.load(words, word) !== value) return true
  }
  while (Atomics.load(words, word) === value) {
    if (Atomics.wait(words, word, value, patience) === 'timed-out') return false
  }
  return true
}
