import { z } from 'zod'

export const POOLINGS = ['mean', 'cls', 'last', 'max'] as const
export const Pooling = z.enum(POOLINGS)
export type Pooling = z.infer<typeof Pooling>

const Common = z.strictObject({
  /** Absolute path, for tokenizer and picture processor. */
  folder: z.string(),
  device: z.enum(['auto', 'cpu']),
  /** Tokens of a text at most. */
  maxLength: z.int().positive(),
})

/** All that is needed to compute with a folder: what its files say, with the settings that overrule them. */
export const OnnxModel = z.discriminatedUnion('kind', [
  Common.extend({
    kind: z.literal('sentence'),
    /** Absolute path of the model. */
    model: z.string(),
    pooling: Pooling,
    /** The model's own output of whole sentences, where it has one, goes before the pooling. */
    ownPooling: z.boolean(),
    prefix: z.string(),
  }),
  Common.extend({
    kind: z.literal('joint'),
    /** Absolute paths of the towers; equal where one model holds both. */
    text: z.string(),
    vision: z.string(),
    /** Texts are padded to `maxLength`, as SigLIP was trained. */
    padded: z.boolean(),
    /** Width and height of a picture, for a model that wants one beside every text. */
    side: z.int().positive(),
  }),
])
export type OnnxModel = z.infer<typeof OnnxModel>
export type SentenceModel = Extract<OnnxModel, { kind: 'sentence' }>
export type JointModel = Extract<OnnxModel, { kind: 'joint' }>
