import { z } from 'zod'
import type { FrozenNegative } from '#main/store/frozen-negatives.ts'
import type { NegativeOrigin } from '#main/store/negative-origin.ts'
import { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import { AttributeChange } from '#shared/contract/proposals.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'

/**
 * One curated negative as files hold it. The descriptions are the data card's table of fields; names are lower-case
 * with underscores, as public data sets write their columns.
 */
export const NegativeRecord = z.object({
  item_id: z.string().describe('Id of the item in its source'),
  item_title: z.string().describe('Title of the item'),
  item_description: z.string().describe('Description of the item; empty where the source has none'),
  item_category: z.string().nullable().describe('Category of the item'),
  item_attributes: z.array(CatalogueAttribute).describe('Attributes of the item: `name` and `values`'),
  positive_visual: z
    .string()
    .describe("What the item's picture shows, in the generator's words; empty without a picture"),
  negative_text: z.string().describe('Title and description of the negative'),
  negative_visual: z.string().describe("What the negative's picture would show"),
  changes: z
    .array(AttributeChange)
    .describe('Changed attributes: `name`, `from`, `to`, `modality` and the `reason`'),
  proposed_changes: z
    .array(AttributeChange)
    .nullable()
    .default(null)
    .describe('Changes before the annotator edited them; null where nobody did'),
  curated: z
    .boolean()
    .describe('Whether a person accepted or edited it; false in a snapshot of all proposals as generated'),
  edited: z.boolean().describe('Whether the annotator changed what the generator proposed'),
  generator: z.string().describe('What proposed the negative'),
  model: z.string().describe('Model of the generator; "no model" for a generator without one'),
  model_digest: z.string().nullable().describe("SHA-256 of the model's files, as the server reports it"),
  server_version: z.string().nullable().describe('Version of the model server'),
  seed: z.int().describe('Seed of the proposal'),
  hint: z.string().nullable().describe('What the annotator asked of the generator'),
  templates: z
    .array(z.object({ step: z.string(), name: z.string(), version: z.int() }))
    .describe('Prompt templates: the `step`, the `name` and the `version`'),
  annotator: z.string().nullable().describe('Who accepted or edited the proposal'),
  decided_at: z.iso.datetime().nullable().describe('When, in UTC (ISO 8601)'),
  snapshot: z.string().describe('Name of the snapshot'),
  snapshot_hash: z.string().describe("SHA-256 of the snapshot's content"),
})
export type NegativeRecord = z.infer<typeof NegativeRecord>

export function negativeRecord(negative: FrozenNegative, snapshot: Snapshot): NegativeRecord {
  const { item, content, origin } = negative
  return {
    item_id: item.externalId,
    item_title: item.title,
    item_description: item.description,
    item_category: item.category,
    item_attributes: item.attributes,
    positive_visual: negative.visualPositive,
    negative_text: content.text,
    negative_visual: content.visual,
    changes: content.attributes,
    proposed_changes: negative.proposed,
    curated: snapshot.which === 'curated',
    edited: negative.edited,
    generator: origin.generator,
    model: origin.model,
    model_digest: origin.modelDigest,
    server_version: origin.serverVersion,
    seed: origin.seed,
    hint: origin.hint,
    templates: origin.templates,
    annotator: origin.annotator,
    decided_at: origin.decidedAt === null ? null : new Date(origin.decidedAt).toISOString(),
    snapshot: snapshot.name,
    snapshot_hash: snapshot.hash,
  }
}

/** What an import keeps of a record beside its content. */
export function originOfRecord(record: NegativeRecord): NegativeOrigin {
  const { generator, model, seed, hint, templates, annotator } = record
  return {
    ...{ generator, model, seed, hint, templates, annotator },
    modelDigest: record.model_digest,
    serverVersion: record.server_version,
    decidedAt: record.decided_at === null ? null : Date.parse(record.decided_at),
  }
}
