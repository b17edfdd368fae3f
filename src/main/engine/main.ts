import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { ExpectedError } from '#shared/expected-error.ts'
import { startEngine } from './start.ts'

/**
 * Entry of the engine's process as the desktop starts it: `engine.js --workspace DIR`, with a channel to its
 * parent. Says `{type: 'ready', socket}` once it answers, or `{type: 'refused', message}` when a new start
 * would not help; ends when the channel closes or on SIGTERM.
 */
const { values } = parseArgs({ options: { workspace: { type: 'string' } } })
if (values.workspace === undefined) throw new Error('engine: --workspace DIR is missing')

try {
  const running = await startEngine({
    workspace: values.workspace,
    mode: 'desktop',
    program: {
      trainer: join(import.meta.dirname, 'trainer.js'),
      importReader: join(import.meta.dirname, 'import-reader.js'),
      renderer: join(import.meta.dirname, '..', 'renderer'),
    },
  })
  const end = once(async () => {
    await running.close()
    process.exit(0)
  })
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
  process.on('disconnect', end)
  process.send?.({ type: 'ready', socket: running.address.path })
} catch (error) {
  if (!(error instanceof ExpectedError)) throw error
  const message = error.retry === undefined ? error.message : `${error.message} ${error.retry}`
  process.send?.({ type: 'refused', message })
  process.exitCode = 1
  // The open channel would keep the process alive.
  if (process.connected) process.disconnect()
}

function once(work: () => Promise<void>): () => void {
  let started = false
  return () => {
    if (started) return
    started = true
    void work()
  }
}
