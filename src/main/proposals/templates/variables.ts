import type { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import { itemText } from '#shared/item-text.ts'
import type { TEMPLATE_VARIABLES } from '#shared/template-variables.ts'

export type VariablesOf<Kind extends TemplateKind> = Record<keyof (typeof TEMPLATE_VARIABLES)[Kind], string>

/** The part of an item that prompts use. */
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
