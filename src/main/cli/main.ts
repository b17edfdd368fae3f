import { join } from 'node:path'
import { runStudio } from './program.ts'

/** Entry of the `studio` command. */
const interrupt = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    // The second time nobody wants to wait for an end in order; what is on disk is whole at any instant.
    if (interrupt.signal.aborted) process.exit(130)
    interrupt.abort()
  })
}

// The reader of the output has gone (`studio runs | head`): that ends the work as Ctrl-C does.
process.stdout.on('error', () => interrupt.abort())

process.exitCode = await runStudio(process.argv.slice(2), {
  out: (text) => process.stdout.write(text),
  err: (text) => process.stderr.write(text),
  columns: () => (process.stderr.isTTY ? process.stderr.columns : null),
  folder: process.cwd(),
  program: {
    trainer: join(import.meta.dirname, 'trainer.js'),
    importReader: join(import.meta.dirname, 'import-reader.js'),
    renderer: join(import.meta.dirname, '..', 'renderer'),
  },
  interrupted: interrupt.signal,
})
