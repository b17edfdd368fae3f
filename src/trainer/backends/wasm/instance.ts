/** What a thread calls: arguments as its kernel takes them, then begin, end and the thread's number. */
export type Kernel = (...numbers: number[]) => unknown

/**
 * The kernels in the order of `names`, working on this memory. Imports nothing, because a worker thread loads
 * this file as it is.
 */
export function instantiate(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
  names: readonly string[],
): { kernels: readonly Kernel[]; heapBase: number } {
  const { exports } = new WebAssembly.Instance(module, {
    env: {
      memory,
      abort() {
        throw new Error('A wasm kernel was aborted.')
      },
    },
  })
  const named = (name: string) => {
    const found = exports[name]
    if (typeof found !== 'function') throw new Error(`The wasm module has no kernel "${name}".`)
    return found as (...numbers: number[]) => number | undefined
  }
  return { kernels: names.map(named), heapBase: named('heapBase')() ?? 0 }
}
