import { oc } from '@orpc/contract'
import { z } from 'zod'
import { GeneratorKind } from '#shared/generators/generator-options.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { commonErrors } from './errors.ts'
import { ItemId } from './ids.ts'
import { Flag, MeasuredQuality, NegativeContent, StepProvenance } from './proposals.ts'
import { TemplateKind } from './templates.ts'

const base = oc.errors(commonErrors)

/** The two texts of a template that is still being written. */
export const Draft = z.object({ system: z.string(), prompt: z.string() })
export type Draft = z.infer<typeof Draft>

/** An item, what is asked about it, and how far that has come. */
export const TryoutRequest = z.object({
  item: ItemId,
  generator: GeneratorKind,
  /** The generator's own settings by name, as for a job. */
  settings: z.record(z.string(), z.unknown()).default({}),
  seed: JobSettings.shape.seed,
  /** Whether prompts give the data set's advice from rejections. */
  advice: z.boolean().default(false),
  /** Texts that stand in for those of the templates. */
  drafts: z.partialRecord(TemplateKind, Draft).default({}),
  /** Answers that stay: what they answered is not asked again. */
  answered: z.array(StepProvenance).default([]),
})
export type TryoutRequest = z.infer<typeof TryoutRequest>

/** A prompt as a model would get it. */
export const TryoutPrompt = z.object({
  step: TemplateKind,
  system: z.string(),
  prompt: z.string(),
  /** Whether the item's picture is shown with it. */
  picture: z.boolean(),
  /** Of both texts, estimated from their length. */
  estimatedTokens: z.int(),
})
export type TryoutPrompt = z.infer<typeof TryoutPrompt>

/** A question with its answer, word for word. */
export const TryoutQuestion = TryoutPrompt.extend({
  /** What was said of an earlier answer that could not be used; null for a first question. */
  complaint: z.string().nullable(),
  answer: z.string(),
  /** The rule that the answer breaks, as a sentence; null where it keeps all. */
  violation: z.string().nullable(),
  /** As the server counts them; null where it does not say. */
  promptTokens: z.int().nullable(),
  answerTokens: z.int().nullable(),
  milliseconds: z.number(),
})
export type TryoutQuestion = z.infer<typeof TryoutQuestion>

/** The negative as a job would have stored it, and the item that it is of. */
export const TryoutNegative = z.object({
  positive: z.object({ text: z.string(), visual: z.string() }),
  negative: NegativeContent,
  flags: z.array(Flag),
  qualityMetrics: MeasuredQuality,
})
export type TryoutNegative = z.infer<typeof TryoutNegative>

export const TryoutOutcome = z.discriminatedUnion('state', [
  /** One step further; there is more to ask. */
  z.object({ state: z.literal('answered') }),
  z.object({ state: z.literal('made'), made: TryoutNegative }),
  /** What would have failed the item or paused the job, as sentences. */
  z.object({ state: z.literal('failed'), message: z.string(), retry: z.string().nullable() }),
])
export type TryoutOutcome = z.infer<typeof TryoutOutcome>

/** Prompts tried out on one item, without a job; nothing of it is stored. */
export const tryouts = {
  /** The next prompt, without asking any server; null where nothing more would be asked. */
  prompt: base.input(TryoutRequest).output(TryoutPrompt.nullable()),
  /** Asks the next step, and makes the negative where it was the last one. Ends when the caller leaves. */
  ask: base.input(TryoutRequest).output(
    z.object({
      /** In the order in which they were asked: one, and another after a complaint. */
      questions: z.array(TryoutQuestion),
      /** The usable answers of this call, for `answered` of the next. */
      answered: z.array(StepProvenance),
      outcome: TryoutOutcome,
    }),
  ),
}
