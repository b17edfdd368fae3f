import { ExpectedError } from '#shared/expected-error.ts'
import { EncoderProcess } from './encoder-process.ts'
import type { OnnxModel } from './model.ts'
import { revisionOf } from './revision.ts'

/** Two data sets may be at work with different encoders; more would fill the memory with models. */
const KEPT = 2

const running = new Map<string, Promise<EncoderProcess>>()

/**
 * The process that holds a model, started where there is none.
 *
 * @param revision of the files that the caller's vectors come from
 * @throws ExpectedError CONFLICT where the files are other ones by now; as `EncoderProcess.start` does
 */
export async function runningModel(model: OnnxModel, revision: string): Promise<EncoderProcess> {
  const key = `${revision} ${JSON.stringify(model)}`
  const known = running.get(key)
  if (known !== undefined && !(await known).isGone) return known
  const started = start(model, revision)
  running.set(key, started)
  started.catch(() => running.delete(key))
  for (const [other, process] of running) {
    if (running.size <= KEPT) break
    running.delete(other)
    process.then((found) => found.endWhenDone()).catch(() => {})
  }
  return started
}

async function start(model: OnnxModel, revision: string): Promise<EncoderProcess> {
  if ((await revisionOf(model)) !== revision) {
    throw new ExpectedError(
      'CONFLICT',
      `The encoder’s files in ${model.folder} changed while they were used.`,
      {
        retry: 'Start again, which encodes with the new ones.',
      },
    )
  }
  return EncoderProcess.start(model)
}
