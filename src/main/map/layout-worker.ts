import { parentPort, workerData } from 'node:worker_threads'
import { layout } from './layout.ts'
import type { LayoutMessage, LayoutTask } from './layout-messages.ts'

const { vectors, dimensions, seed } = workerData as LayoutTask
const say = (message: LayoutMessage) => parentPort?.postMessage(message)
const places = layout(vectors, dimensions, seed, (share) => say({ type: 'share', share }))
say({ type: 'done', places })
