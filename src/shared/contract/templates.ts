import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { ItemId, TemplateId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

/** The prompts that there are templates of; `src/shared/generators/strategies` says which a strategy asks. */
export const TemplateKind = z.enum([
  'describe',
  'attributes',
  'values',
  'smooth',
  'one-call',
  'mask',
  'complete',
])
export type TemplateKind = z.infer<typeof TemplateKind>

export const TemplateVersion = z.object({
  version: z.int().positive(),
  system: z.string(),
  prompt: z.string(),
  createdAt: Timestamp,
})
export type TemplateVersion = z.infer<typeof TemplateVersion>

export const Template = z.object({
  id: TemplateId,
  kind: TemplateKind,
  name: z.string(),
  /** Ships with the studio: can be copied, never changed or removed. */
  builtin: z.boolean(),
  /** Newest last. */
  versions: z.array(TemplateVersion).min(1),
})
export type Template = z.infer<typeof Template>

export const TemplateUse = z.object({ id: TemplateId, version: z.int().positive() })
export type TemplateUse = z.infer<typeof TemplateUse>

/** The template of each prompt that a job may ask. */
export const TemplateChoice = z.partialRecord(TemplateKind, TemplateUse)
export type TemplateChoice = z.infer<typeof TemplateChoice>

export const templates = {
  /** Built-in ones first, then the oldest first; versions of each ascending. */
  list: base.output(z.array(Template)),
  /** A new template with the given one's newest text. */
  copy: base
    .input(z.object({ template: TemplateId, name: z.string().trim().min(1).max(120) }))
    .output(Template),
  /** Adds a version; the older ones stay, since proposals name them. Built-in templates refuse. */
  save: base
    .input(z.object({ template: TemplateId, system: z.string(), prompt: z.string().min(1) }))
    .output(Template),
  /** Refuses built-in ones, and those that proposals name. */
  remove: base.input(z.object({ template: TemplateId })).output(z.object({ removed: z.literal(true) })),
  /** The prompt as the model would get it for this item; errors name unknown variables. */
  preview: base
    .input(z.object({ kind: TemplateKind, system: z.string(), prompt: z.string(), item: ItemId }))
    .output(z.object({ system: z.string(), prompt: z.string(), estimatedTokens: z.int() })),
}
