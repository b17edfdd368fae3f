import { readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { main as compile } from 'assemblyscript/asc'
import type { Plugin } from 'vite'

const SUFFIX = '?assemblyscript'
/** The null byte is Rollup's mark for "a plugin's own module": others leave it alone. */
const VIRTUAL = '\0assemblyscript:'

/**
 * `relaxed-simd` gives the fused multiply-add, `threads` the shared memory. `stub` is the runtime without a
 * garbage collector: the kernels work on memory that the caller lays out, and keep nothing in globals, so
 * that every thread may have an instance of its own.
 */
const OPTIONS = [
  '-O3',
  '--noAssert',
  '--enable',
  'simd,relaxed-simd,threads',
  '--runtime',
  'stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '16',
  '--maximumMemory',
  '65536',
]

/**
 * Vite plugin: `import bytes from './assembly/kernels.ts?assemblyscript'` compiles that file and gives the
 * WebAssembly module as a Uint8Array. The bytes are part of the bundle, so there is no file to find at run
 * time and no build step to run before the tests.
 */
export function assemblyscript(): Plugin {
  return {
    name: 'assemblyscript',
    enforce: 'pre',

    resolveId(source, importer) {
      if (!source.endsWith(SUFFIX) || importer === undefined) return null
      const file = source.slice(0, -SUFFIX.length)
      return VIRTUAL + resolve(dirname(importer), file)
    },

    async load(id) {
      if (!id.startsWith(VIRTUAL)) return null
      const file = id.slice(VIRTUAL.length)
      for (const name of await readdir(dirname(file))) this.addWatchFile(join(dirname(file), name))
      const bytes = await compileAssemblyScript(file)
      const base64 = Buffer.from(bytes).toString('base64')
      return `export default Uint8Array.from(atob('${base64}'), (character) => character.charCodeAt(0))`
    },
  }
}

/**
 * Compiles one AssemblyScript file and what it imports.
 * @throws with the compiler's own messages when the source is wrong
 */
export async function compileAssemblyScript(file: string): Promise<Uint8Array> {
  const output = 'kernels.wasm'
  let bytes: Uint8Array | undefined
  // asc takes paths relative to its base directory, with forward slashes on every platform.
  const base = dirname(file)
  const entry = relative(base, file).replaceAll('\\', '/')
  const { error, stderr } = await compile([entry, '--baseDir', base, '--outFile', output, ...OPTIONS], {
    writeFile(_name, contents) {
      bytes = typeof contents === 'string' ? Buffer.from(contents) : contents
    },
  })
  if (error !== null || bytes === undefined) {
    throw new Error(`AssemblyScript could not compile ${file}\n${stderr.toString()}`, { cause: error })
  }
  return bytes
}
