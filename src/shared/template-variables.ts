import type { TemplateKind } from './contract/templates.ts'

const ITEM = {
  title: 'the title',
  category: 'the category',
  text: 'title and description',
  catalogueAttributes: 'the attributes of the catalogue, one a line',
} as const
const SCHEMA = { schema: 'the JSON schema of the answer' } as const
const HINT = { hint: 'the wish of a curator who regenerates' } as const
const VISUAL = { visual: 'what the picture shows, from the describe prompt' } as const
const EXAMPLE = {
  example: 'a worked example of another catalogue: what is given, and the answer',
  advice: 'what curators reject, one a line; empty where the job gives no advice',
  examples: 'negatives of similar items that curators accepted, one a line; empty where the job shows none',
} as const

/** What a template may name, by kind, and what stands in its place. Empty for what an item does not have. */
export const TEMPLATE_VARIABLES = {
  describe: { ...ITEM, ...SCHEMA },
  attributes: { ...ITEM, ...VISUAL, ...HINT, ...EXAMPLE, ...SCHEMA },
  values: {
    ...ITEM,
    ...VISUAL,
    attributes: 'the key attributes with their values, from the attributes prompt',
    ...HINT,
    ...EXAMPLE,
    ...SCHEMA,
  },
  smooth: {
    phrases: 'sentences of the negative with the phrase to put right in each, one a line, as JSON',
    ...SCHEMA,
  },
  'one-call': {
    ...ITEM,
    picture: '"shown" where the picture is, and empty where there is none',
    ...HINT,
    ...EXAMPLE,
    ...SCHEMA,
  },
  mask: { ...ITEM, ...VISUAL, ...HINT, ...EXAMPLE, ...SCHEMA },
  complete: {
    title: ITEM.title,
    category: ITEM.category,
    text: ITEM.text,
    ...VISUAL,
    attributes: 'the key attributes with their values, from the mask prompt',
    maskedText: 'the text with its key values masked, from the mask prompt',
    maskedVisual: 'the visual description with its key values masked, from the mask prompt',
    ...HINT,
    ...EXAMPLE,
    ...SCHEMA,
  },
} as const satisfies Record<TemplateKind, Record<string, string>>
