import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import { assemblyscript } from './build/assemblyscript.ts'
import { commonJsEntry } from './build/common-js-entry.ts'

export default defineConfig({
  main: {
    plugins: [
      assemblyscript(),
      commonJsEntry({
        input: resolve('src/main/desktop/main.ts'),
        file: resolve('out/main/desktop.cjs'),
        target: 'node18',
      }),
    ],
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: {
          engine: resolve('src/main/engine/main.ts'),
          trainer: resolve('src/trainer/main.ts'),
          // An entry of its own: it starts threads itself, which a file that is taken in by its path cannot.
          'import-reader': resolve('src/main/catalogue/import/read-worker.ts'),
          cli: resolve('src/main/cli/main.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload script is loaded as CommonJS.
      rollupOptions: {
        input: resolve('src/preload/preload.ts'),
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    plugins: [react()],
    build: { outDir: resolve('out/renderer'), rollupOptions: { input: resolve('src/renderer/index.html') } },
  },
})
