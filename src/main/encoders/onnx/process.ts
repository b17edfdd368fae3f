import { assertNever } from '#shared/assert-never.ts'
import { loadJointModel } from './joint-model.ts'
import type { LoadedModel } from './loaded-model.ts'
import type { OnnxModel } from './model.ts'
import { type EncoderAnswer, EncoderRequest } from './protocol.ts'
import { loadSentenceModel } from './sentence-model.ts'

/** The process that holds a model and computes with it, one request after another; it ends with its engine. */

let loaded: Promise<LoadedModel> | undefined
let last: Promise<void> = Promise.resolve()

process.on('message', (raw) => {
  const request = EncoderRequest.parse(raw)
  last = last.then(async () => say(await answer(request)))
})
process.on('disconnect', () => process.exit())

async function answer(request: EncoderRequest): Promise<EncoderAnswer> {
  const { id } = request
  try {
    switch (request.type) {
      case 'load': {
        loaded = load(request.model)
        const { dimensions, device } = await loaded
        return { type: 'ready', id, dimensions, device }
      }
      case 'texts':
        return { type: 'vectors', id, vectors: owned(await (await model()).texts(request.texts)) }
      case 'pictures':
        return { type: 'vectors', id, vectors: owned(await (await model()).pictures(request.pictures)) }
      default:
        return assertNever(request)
    }
  } catch (error) {
    return { type: 'failed', id, message: error instanceof Error ? error.message : String(error) }
  }
}

function load(model: OnnxModel): Promise<LoadedModel> {
  switch (model.kind) {
    case 'sentence':
      return loadSentenceModel(model)
    case 'joint':
      return loadJointModel(model)
    default:
      return assertNever(model)
  }
}

async function model(): Promise<LoadedModel> {
  if (loaded === undefined) throw new Error('No model was loaded.')
  return loaded
}

/** Of a view the whole memory below it would be sent. */
function owned(vectors: Float32Array): Float32Array<ArrayBuffer> {
  return new Float32Array(vectors)
}

function say(answer: EncoderAnswer): void {
  process.send?.(answer)
}
