import type { TemplateKind } from './contract/templates.ts'

/** What a template may name, by kind, and what stands in its place. Empty for what an item does not have. */
export const TEMPLATE_VARIABLES = {
  describe: {
    title: 'the title',
    category: 'the category',
    text: 'title and description',
    catalogueAttributes: 'the attributes of the catalogue, one a line',
    schema: 'the JSON schema of the answer',
  },
  mask: {
    title: 'the title',
    category: 'the category',
    text: 'title and description',
    catalogueAttributes: 'the attributes of the catalogue, one a line',
    visual: 'what the picture shows, from the describe prompt',
    hint: 'the wish of a curator who regenerates',
    schema: 'the JSON schema of the answer',
  },
  complete: {
    title: 'the title',
    category: 'the category',
    text: 'title and description',
    visual: 'what the picture shows, from the describe prompt',
    attributes: 'the key attributes with their values, from the mask prompt',
    maskedText: 'the text with its key values masked, from the mask prompt',
    maskedVisual: 'the visual description with its key values masked, from the mask prompt',
    hint: 'the wish of a curator who regenerates',
    schema: 'the JSON schema of the answer',
  },
} as const satisfies Record<TemplateKind, Record<string, string>>
