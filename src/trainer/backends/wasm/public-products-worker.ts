import { parentPort, workerData } from 'node:worker_threads'
import type { InferenceSession, Tensor } from 'onnxruntime-node'
import { Answer, type ProductOrder, type ProductsTask } from './public-products-answer.ts'

const { threads, answer }: ProductsTask = workerData
const sessions = new Map<string, Promise<InferenceSession>>()

await answered(async () => {
  const runtime = await import('onnxruntime-node')
  parentPort?.on('message', (order: ProductOrder) => answered(() => multiply(runtime, order)))
})

/** Says how the work ended to the thread that waits for it. */
async function answered(work: () => Promise<void>): Promise<void> {
  let how: number = Answer.failed
  try {
    await work()
    how = Answer.done
  } finally {
    Atomics.store(answer, 0, how)
    Atomics.notify(answer, 0)
  }
}

async function multiply(
  runtime: { InferenceSession: typeof InferenceSession; Tensor: typeof Tensor },
  { model, form, inputs, out }: ProductOrder,
): Promise<void> {
  const session =
    sessions.get(form) ??
    runtime.InferenceSession.create(model, {
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    })
  sessions.set(form, session)
  const feeds = Object.fromEntries(
    Object.entries(inputs).map(([name, { values, rows, cols }]) => [
      name,
      new runtime.Tensor('float32', values, [rows, cols]),
    ]),
  )
  const { c } = await (await session).run(feeds)
  if (!(c?.data instanceof Float32Array)) throw new TypeError('The product is no matrix of float32.')
  out.values.set(c.data)
}
