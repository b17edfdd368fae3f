import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { TemplateKind } from '#shared/contract/proposals.ts'
import { itemText } from '#shared/item-text.ts'

/** What a template may name, by kind. Empty strings stand for what an item does not have. */
export const VARIABLES = {
  describe: ['title', 'category', 'text', 'catalogueAttributes', 'schema'],
  mask: ['title', 'category', 'text', 'catalogueAttributes', 'visual', 'hint', 'schema'],
  complete: [
    'title',
    'category',
    'text',
    'visual',
    'attributes',
    'maskedText',
    'maskedVisual',
    'hint',
    'schema',
  ],
} as const satisfies Record<TemplateKind, readonly string[]>

export type VariablesOf<Kind extends TemplateKind> = Record<(typeof VARIABLES)[Kind][number], string>

/** The part of an item that prompts speak of. */
export interface PromptItem {
  title: string
  description: string
  category: string | null
  attributes: readonly CatalogueAttribute[]
}

type ItemVariables = Record<'title' | 'category' | 'text' | 'catalogueAttributes', string>

export function itemVariables(item: PromptItem): ItemVariables {
  return {
    title: item.title,
    category: item.category ?? '',
    text: itemText(item),
    catalogueAttributes: item.attributes
      .map(({ name, values }) => `${name}: ${values.join(', ')}`)
      .join('\n'),
  }
}
