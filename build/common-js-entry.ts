import { basename, dirname } from 'node:path'
import { build, type Plugin } from 'vite'

export interface CommonJsEntry {
  /** Source of the entry. */
  input: string
  /** What is written, with all that it imports in it but Electron and Node. */
  file: string
  /** The oldest Node that has to read it. */
  target: `node${number}`
}

/**
 * Vite plugin: after the build, makes one entry a single CommonJS file. Electron runs such an entry at once, before it is ready for
 * anything else; an ES module it loads later, and not at all before version 28.
 */
export function commonJsEntry({ input, file, target }: CommonJsEntry): Plugin {
  return {
    name: 'common-js-entry',
    apply: 'build',

    async closeBundle() {
      await build({
        configFile: false,
        logLevel: 'warn',
        ssr: { noExternal: true },
        build: {
          ssr: input,
          target,
          outDir: dirname(file),
          emptyOutDir: false,
          rollupOptions: {
            external: ['electron'],
            output: { format: 'cjs', entryFileNames: basename(file), codeSplitting: false },
          },
        },
      })
    },
  }
}
