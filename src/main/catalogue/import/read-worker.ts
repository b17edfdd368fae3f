import { parentPort, workerData } from 'node:worker_threads'
import type { ImportRequest } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { SkippedRows } from '../readers/skipped-rows.ts'
import { type ReadDataset, readDataset } from './read-dataset.ts'
import type { ReadMessage } from './read-messages.ts'
import { throttled } from './throttled-progress.ts'

/** Half of the time between two reports to the windows, so that these find something new. */
const PROGRESS_INTERVAL = 50

const say = (message: ReadMessage, moved: ArrayBuffer[] = []) => parentPort?.postMessage(message, moved)

const progress = throttled(PROGRESS_INTERVAL, (phase, done, total) =>
  say({ type: 'progress', phase, done, total }),
)
const skipped = new SkippedRows()
try {
  const read = await readDataset(workerData as ImportRequest, skipped, progress)
  say({ type: 'done', read, skipped: skipped.state() }, buffersOf(read))
} catch (error) {
  // Everything else is a bug, and arrives as the thread's error.
  if (!(error instanceof ExpectedError)) throw error
  const { code, message, location, retry } = error
  say({ type: 'refused', code, message, location, retry })
}

/** Moved to the engine rather than copied: ten million interactions take 300 MB. */
function buffersOf({ plan }: ReadDataset): ArrayBuffer[] {
  const { log } = plan
  const columns = [
    ...[plan.rows, plan.splits, plan.itemInteractions],
    ...[log.user, log.item, log.rating, log.timestamp, log.split, log.line],
  ]
  return [...new Set(columns.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer)
}
