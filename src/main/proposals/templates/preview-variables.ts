import type { TemplateKind } from '#shared/contract/templates.ts'
import { TEMPLATE_VARIABLES } from '#shared/template-variables.ts'
import { exampleFor, exampleText } from './examples.ts'
import { itemVariables, type PromptItem } from './variables.ts'

/** What a prompt of a kind shows before anything was asked: the item, and stand-ins for answers of earlier steps. */
export function previewVariables(kind: TemplateKind, item: PromptItem): Record<string, string> {
  return { ...blankVariables(kind), ...standIns(kind), ...known(kind, item) }
}

export function blankVariables(kind: TemplateKind): Record<string, string> {
  return Object.fromEntries(Object.keys(TEMPLATE_VARIABLES[kind]).map((name) => [name, '']))
}

/** What only an earlier step's answer would tell. */
function standIns(kind: TemplateKind): Record<string, string> {
  return variablesOf(kind, {
    visual: '(what the describe prompt says of the picture)',
    attributes: '(the key attributes with their values, from the prompt before)',
    phrases: '(sentences of the negative, each with the phrase to put right)',
    picture: 'shown',
    maskedText: '(the text with its key values masked, from the mask prompt)',
    maskedVisual: '(the visual description with its key values masked, from the mask prompt)',
    schema: '(the JSON schema of the answer)',
  })
}

function known(kind: TemplateKind, item: PromptItem): Record<string, string> {
  return variablesOf(kind, { ...itemVariables(item), example: exampleText(kind, exampleFor(item), true) })
}

/** Of these values those that a prompt of the kind can name. */
export function variablesOf(
  kind: TemplateKind,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const names = Object.keys(TEMPLATE_VARIABLES[kind])
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)))
}
