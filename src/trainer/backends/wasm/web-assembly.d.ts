/**
 * The part of the WebAssembly API that the backend uses. TypeScript declares it in its DOM library only,
 * and the trainer is no page.
 */
declare namespace WebAssembly {
  class Memory {
    constructor(descriptor: { initial: number; maximum: number; shared: true })
    /** A new, longer one after growing; the one before stays good for what it covers. */
    readonly buffer: SharedArrayBuffer
    /** Pages before growing. */
    grow(pages: number): number
  }

  class Module {
    constructor(bytes: Uint8Array<ArrayBuffer>)
    static exports(module: Module): { name: string; kind: string }[]
  }

  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, unknown>>)
    readonly exports: Record<string, unknown>
  }

  function validate(bytes: Uint8Array<ArrayBuffer>): boolean
}
