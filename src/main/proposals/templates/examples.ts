import { assertNever } from '#shared/assert-never.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { Modality } from '#shared/contract/proposals.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'

/** What an example shows of every prompt. */
export interface ShownExample {
  readonly text: string
  readonly visual: string
  readonly attributes: readonly {
    readonly name: string
    readonly words: string
    readonly why: string
    readonly value: string
  }[]
}

/** A negative of the data set that curators let through. */
export interface AcceptedExample extends ShownExample {
  readonly proposal: ProposalId
}

/** One worked example of all prompts. */
export interface Example extends ShownExample {
  /** Words by which an item is recognised as too near to it. */
  readonly domain: readonly string[]
}

// Of things that few catalogues have, so that a weak model that copies the example is found out.
const HARBOR: Example = {
  text: 'Harbor tour: a quiet evening cruise on a wooden boat',
  visual: 'A wooden boat with lanterns on dark water',
  attributes: [
    { name: 'mood', words: 'quiet', why: 'people come for calm', value: 'lively' },
    { name: 'material', words: 'wooden', why: 'the old craft is the charm', value: 'steel' },
  ],
  domain: 'harbor harbour tour cruise boat ship sail sailing travel trip marine nautical holiday'.split(' '),
}
const PIANO: Example = {
  text: 'Night class: patient piano lessons in a small studio',
  visual: 'A black piano in a small studio',
  attributes: [
    { name: 'instrument', words: 'piano', why: 'learners choose the instrument first', value: 'violin' },
    { name: 'manner', words: 'patient', why: 'beginners fear a hard teacher', value: 'strict' },
  ],
  domain: 'piano music musical instrument class course lesson lessons school teaching'.split(' '),
}

export const EXAMPLES = [HARBOR, PIANO] as const

/** The example that has least to do with an item; the same one wherever none is near, so that prompts begin alike. */
export function exampleFor(item: { title: string; description: string; category: string | null }): Example {
  const words = new Set(
    `${item.title} ${item.description} ${item.category ?? ''}`.toLowerCase().match(/\p{L}+/gu),
  )
  const near = ({ domain }: Example): number => domain.filter((word) => words.has(word)).length
  return EXAMPLES.reduce((best, candidate) => (near(candidate) < near(best) ? candidate : best))
}

/** The example as a prompt of a kind shows it: what is given, and the answer. Empty where a prompt needs none. */
export function exampleText(kind: TemplateKind, example: ShownExample, hasVisual: boolean): string {
  const { attributes, text } = example
  const visual = hasVisual ? example.visual : ''
  const given = `the text ${JSON.stringify(text)}${hasVisual ? ` and the visual description ${JSON.stringify(visual)}` : ''}`
  const answer = (value: object): string => JSON.stringify(value)
  const stand = attributes.filter(({ words }) => hasVisual || text.includes(words))
  switch (kind) {
    case 'describe':
    case 'smooth':
      return ''
    case 'attributes':
      return `From ${given}: ${answer({ attributes: stand.map(({ name, words, why }) => ({ name, words: [words], why })) })}`
    case 'values':
      return `For ${answer(stand.map(({ name, words }) => ({ name, value: words })))}: ${answer({ values: Object.fromEntries(stand.map(({ name, value }) => [name, value])) })}`
    case 'one-call':
      return `From the text ${JSON.stringify(text)}: ${answer({
        ...(hasVisual && { description: visual }),
        attributes: stand.map(({ name, words, why, value }) => ({ name, words: [words], why, value })),
      })}`
    case 'mask':
      return `From ${given}: ${answer({
        attributes: stand.map(({ name, words, why }) => ({
          name,
          value: words,
          reason: why,
          ...(hasVisual && { modality: modalityIn(words, example) }),
        })),
        maskedText: maskedExample(example),
        ...(hasVisual && { maskedVisual: maskedIn(visual, example) }),
      })}`
    case 'complete':
      return `From ${answer(stand.map(({ name, words }) => ({ name, value: words })))} and ${JSON.stringify(maskedExample(example))}: ${answer(
        {
          attributes: stand.map(({ name, value }) => ({ name, newValue: value })),
          text: stand.reduce((done, { words, value }) => done.replaceAll(words, value), text),
          ...(hasVisual && {
            visual: stand.reduce((done, { words, value }) => done.replaceAll(words, value), visual),
          }),
        },
      )}`
    default:
      return assertNever(kind)
  }
}

/** Accepted negatives as a prompt of a kind shows them, one a line; empty where there are none. */
export function acceptedText(
  kind: TemplateKind,
  examples: readonly AcceptedExample[],
  hasVisual: boolean,
): string {
  return examples
    .map((example) => ({ example, visual: hasVisual && example.visual !== '' }))
    .filter(({ example, visual }) =>
      example.attributes.some(({ words }) => visual || example.text.includes(words)),
    )
    .map(({ example, visual }) => exampleText(kind, example, visual))
    .join('\n')
}

/** Advice as every prompt shows it, a line each; empty where there is none. */
export function adviceText(advice: readonly string[]): string {
  return advice.map((line) => `- ${line}`).join('\n')
}

/** The text of the example with its values masked, as the mask prompt shows it. */
export function maskedExample(example: ShownExample): string {
  return maskedIn(example.text, example)
}

function maskedIn(text: string, { attributes }: ShownExample): string {
  return attributes.reduce((done, { name, words }) => done.replaceAll(words, `[MASK:${name}]`), text)
}

function modalityIn(words: string, { text, visual }: ShownExample): Modality {
  if (text.includes(words)) return visual.includes(words) ? 'both' : 'text'
  return 'image'
}
