import { Worker } from 'node:worker_threads'
import { assertNever } from '#shared/assert-never.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { Reading } from './read-dataset.ts'
import { ReadMessage } from './read-messages.ts'

/**
 * `readDataset` in a thread of its own: the engine answers its windows meanwhile. The thread dies with the engine.
 *
 * @param entry built file of `read-worker.ts`
 */
export function readInThread(entry: string): Reading {
  return async (request, skipped, progress, signal) => {
    signal.throwIfAborted()
    const worker = new Worker(entry, { workerData: request })
    try {
      return await new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason), { once: true })
        worker.once('error', reject)
        worker.once('exit', (code) => reject(new Error(`the thread that reads ended with ${code}`)))
        worker.on('message', (raw) => {
          const message = ReadMessage.parse(raw)
          switch (message.type) {
            case 'progress':
              progress(message.phase, message.done, message.total)
              return
            case 'done':
              skipped.restore(message.skipped)
              resolve(message.read)
              return
            case 'refused':
              reject(new ExpectedError(message.code, message.message, detailOf(message)))
              return
            default:
              assertNever(message)
          }
        })
      })
    } finally {
      await worker.terminate()
    }
  }
}

function detailOf({ location, retry }: Extract<ReadMessage, { type: 'refused' }>) {
  return { ...(location === undefined ? {} : { location }), ...(retry === undefined ? {} : { retry }) }
}
