import { z } from 'zod'
import { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import { AttributeChange, Flag, NegativeContent, Provenance } from '#shared/contract/proposals.ts'
import { Metrics } from '#shared/training/metrics.ts'
import { storedJobOptions, upgradeJobOptions } from './stored-job-options.ts'

/** The columns of a row that hold a negative; `edited_content` is the JSON of a curator's edit. */
export interface NegativeColumns {
  text: string
  visual: string
  attributes: string
  edited_content: string | null
}

/**
 * Parses a JSON column.
 *
 * @throws ZodError where the schema that wrote the column was another; a migration must convert what is stored
 */
export function decodeJson<Schema extends z.ZodType>(schema: Schema, json: string): z.output<Schema> {
  return schema.parse(JSON.parse(json))
}

const AttributeChanges = z.array(AttributeChange)
const Flags = z.array(Flag)
const CatalogueAttributes = z.array(CatalogueAttribute)

export const decodeAttributeChanges = (json: string): AttributeChange[] => decodeJson(AttributeChanges, json)
export const decodeFlags = (json: string): Flag[] => decodeJson(Flags, json)
export const decodeCatalogueAttributes = (json: string): CatalogueAttribute[] =>
  decodeJson(CatalogueAttributes, json)

/** Null stays null. */
export const decodeMetrics = (json: string | null): Metrics | null =>
  json === null ? null : decodeJson(Metrics, json)

/** The content of an edit or a draft. */
export const decodeContent = (json: string): NegativeContent => decodeJson(NegativeContent, json)

/** A proposal's provenance; the options of its job are in today's shape. */
export function decodeProvenance(json: string): Provenance {
  const provenance = decodeJson(Provenance, json)
  return { ...provenance, options: upgradeJobOptions(provenance.options) }
}

/** What is stored of a proposal's provenance. */
export function storedProvenance(provenance: Provenance): Provenance {
  return { ...provenance, options: storedJobOptions(provenance.options) }
}

/** A negative as its generator proposed it, and as it stands after a curator's edit (the same without one). */
export function decodeNegative(row: NegativeColumns): {
  proposed: NegativeContent
  current: NegativeContent
} {
  const proposed = {
    text: row.text,
    visual: row.visual,
    attributes: decodeAttributeChanges(row.attributes),
  }
  return {
    proposed,
    current: row.edited_content === null ? proposed : decodeContent(row.edited_content),
  }
}
