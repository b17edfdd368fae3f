import { z } from 'zod'
import { OnnxModel } from './model.ts'

/** What the engine asks of the process that holds a model. `load` comes first, once. */
export const EncoderRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('load'), id: z.int(), model: OnnxModel }),
  z.strictObject({ type: z.literal('texts'), id: z.int(), texts: z.array(z.string()) }),
  /** Paths of image files. */
  z.strictObject({ type: z.literal('pictures'), id: z.int(), pictures: z.array(z.string()) }),
])
export type EncoderRequest = z.infer<typeof EncoderRequest>

/** One answer to every request, by its id. */
export const EncoderAnswer = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    id: z.int(),
    dimensions: z.int().positive(),
    /** Execution provider of ONNX Runtime, such as "cpu". */
    device: z.string(),
  }),
  /** Row-major [requested, dimensions], rows of length 1; zeros for a picture that cannot be read. */
  z.strictObject({ type: z.literal('vectors'), id: z.int(), vectors: z.instanceof(Float32Array) }),
  /** A sentence. */
  z.strictObject({ type: z.literal('failed'), id: z.int(), message: z.string() }),
])
export type EncoderAnswer = z.infer<typeof EncoderAnswer>
