import { Worker } from 'node:worker_threads'
import { ParquetAnswer, type ParquetTask } from './parquet-messages.ts'
import workerFile from './parquet-worker.ts?modulePath'

const MOST_MEMORY = { maxOldGenerationSizeMb: 640, maxYoungGenerationSizeMb: 64 }

/** What a Parquet file does to its reader, in words that follow "cannot be read: ". */
export class ParquetProblem extends Error {
  override readonly name = 'ParquetProblem'
}

/**
 * A thread that decodes one Parquet file. The format lets a few bytes claim billions of values, which no check sees beforehand:
 * a thread that takes too long or too much memory is ended.
 */
export class ParquetThread implements AsyncDisposable {
  readonly #worker: Worker

  constructor(path: string) {
    this.#worker = new Worker(workerFile, { workerData: path, resourceLimits: MOST_MEMORY })
    // Without a listener, an error between two tasks would end the engine; the next task finds the thread ended.
    this.#worker.on('error', () => undefined)
  }

  /**
   * One at a time.
   *
   * @param patience in milliseconds
   * @throws ParquetProblem
   */
  ask(task: ParquetTask, patience: number): Promise<Exclude<ParquetAnswer, { type: 'failed' }>> {
    const worker = this.#worker
    return new Promise((resolve, reject) => {
      const settle = (settled: () => void) => {
        clearTimeout(timer)
        worker.off('message', onMessage).off('error', onError).off('exit', onExit)
        settled()
      }
      const fail = (reason: string) => settle(() => reject(new ParquetProblem(reason)))
      const onMessage = (raw: unknown) => {
        const answer = ParquetAnswer.parse(raw)
        if (answer.type === 'failed') fail(answer.reason)
        else settle(() => resolve(answer))
      }
      const onError = (error: Error) =>
        fail(
          'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? 'it takes too much memory'
            : error.message,
        )
      const onExit = () => fail('its thread ended')
      const timer = setTimeout(() => fail('it takes too long'), patience)
      worker.on('message', onMessage).on('error', onError).on('exit', onExit)
      worker.postMessage(task)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate()
  }
}
