import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'

const SUFFIX = '?modulePath'
const VIRTUAL = '\0module-path:'

/**
 * Vite plugin: `import file from './worker.ts?modulePath'` gives the path of that file, to start a worker with.
 * Builds leave the suffix to electron-vite, which bundles the file; tests run the source, which Node reads
 * as it is.
 */
export function modulePath(): Plugin {
  return {
    name: 'module-path',
    apply: 'serve',
    enforce: 'pre',

    resolveId(source, importer) {
      if (!source.endsWith(SUFFIX) || importer === undefined) return null
      return VIRTUAL + resolve(dirname(importer), source.slice(0, -SUFFIX.length))
    },

    load(id) {
      if (!id.startsWith(VIRTUAL)) return null
      return `export default ${JSON.stringify(id.slice(VIRTUAL.length))}`
    },
  }
}
