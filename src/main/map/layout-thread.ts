import { Worker } from 'node:worker_threads'
import { assertNever } from '#shared/assert-never.ts'
import { LayoutMessage, type LayoutTask } from './layout-messages.ts'
import workerFile from './layout-worker.ts?modulePath'

/**
 * `layout` in a thread of its own: the engine answers its windows meanwhile.
 *
 * @param onShare told how much of the layout is done, once the neighbors are known
 * @returns row-major [rows, 2]
 * @throws the signal's reason once it is aborted; the thread is ended then
 */
export async function layoutInThread(
  task: LayoutTask,
  onShare: (share: number) => void,
  signal: AbortSignal,
): Promise<Float32Array> {
  signal.throwIfAborted()
  const worker = new Worker(workerFile, { workerData: task })
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      worker.once('error', reject)
      worker.once('exit', (code) => reject(new Error(`the thread of the map ended with ${code}`)))
      worker.on('message', (raw) => {
        const message = LayoutMessage.parse(raw)
        switch (message.type) {
          case 'share':
            onShare(message.share)
            return
          case 'done':
            resolve(message.places)
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
