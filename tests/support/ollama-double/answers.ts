import type { Sight } from './pictures.ts'
import { randomNumbers, SUBJECTS, SYNONYMS, VOCABULARY } from './vocabulary.ts'

/** What a request gives the double to answer from. */
export interface Question {
  /** The JSON schema of `format`; null where free text is wanted. */
  schema: Record<string, unknown> | null
  /** The conversation's words, newest last. */
  prompt: string
  sight: Sight | null
  seed: number
}

/**
 * A plausible answer that fits the schema: which of the method's steps is asked for is read from the
 * schema's properties, the material from the tags around it in the prompt.
 */
export function answer(question: Question): string {
  const { schema } = question
  if (schema === null) return 'I am the double of a language model: I only know how to fill in schemas.'
  const properties = Object.keys((schema.properties as object | undefined) ?? {})
  if (properties.includes('phrases')) return JSON.stringify({ phrases: smooth(question) })
  if (properties.includes('values')) return JSON.stringify({ values: values(question) })
  if (
    properties.includes('attributes') &&
    !properties.includes('maskedText') &&
    !properties.includes('text')
  ) {
    return JSON.stringify(nameAttributes(question, properties.includes('description')))
  }
  if (properties.includes('maskedText')) return JSON.stringify(mask(question))
  if (properties.includes('description')) return JSON.stringify({ description: describe(question) })
  if (properties.includes('text')) return JSON.stringify(complete(question))
  if (properties.includes('merges')) return JSON.stringify(mergeSynonyms(question))
  return JSON.stringify(instance(schema, question))
}

/** The last `<name>...</name>` of the prompt, or nothing. */
function tagged(prompt: string, name: string): string {
  const found = [...prompt.matchAll(new RegExp(`<${name}>\\n?([\\s\\S]*?)\\n?</${name}>`, 'g'))]
  return found.at(-1)?.[1] ?? ''
}

function picker(seed: number): <T>(values: readonly T[]) => T {
  const random = randomNumbers(seed)
  return (values) => {
    const value = values[Math.floor(random() * values.length)]
    if (value === undefined) throw new Error('nothing to pick from')
    return value
  }
}

function describe({ prompt, sight, seed }: Question): string {
  const pick = picker(seed)
  const title = tagged(prompt, 'title').replace(/\s*\(\d{4}\)$/, '')
  const category = tagged(prompt, 'category').toLowerCase()
  const color = sight?.color ?? 'gray'
  const light = sight?.bright === true ? pick(['bright', 'airy']) : pick(['dark', 'dim'])
  const kind = category === '' ? 'product' : `${category.split(/[|,/>]/)[0]?.trim()} title`
  return `${pick(['A picture', 'An image'])} of a ${kind}, "${title}", mainly ${color}, with a ${pick(['large', 'small'])} subject in the ${pick(['center', 'foreground'])} and a ${light} background.`
}

interface Found {
  name: string
  value: string
}

/**
 * For each attribute of the vocabulary its first word in the texts, one that occurs in both if there is
 * one; attributes of both texts come first.
 */
function findAttributes(text: string, visual: string): Found[] {
  const rank = ({ value }: Found): number => {
    const word = wholeWord(value, 'iu')
    return word.test(text) && word.test(visual) ? 0 : 1
  }
  const found = Object.entries(VOCABULARY).flatMap(([name, values]) => {
    const inTexts = values
      .map((value) => ({ name, value, at: `${text}\n${visual}`.search(wholeWord(value, 'iu')) }))
      .filter(({ at }) => at >= 0)
    const [first] = inTexts.sort((a, b) => rank(a) - rank(b) || a.at - b.at)
    return first === undefined ? [] : [{ name, value: first.value }]
  })
  return found.sort((a, b) => rank(a) - rank(b))
}

function wholeWord(value: string, flags: string): RegExp {
  return new RegExp(`(?<![\\p{L}\\p{N}-])${value}(?![\\p{L}\\p{N}-])`, flags)
}

/** The attributes that the double would change, with values as its vocabulary has them. */
function chooseAttributes(text: string, visual: string, seed: number): Found[] {
  const pick = picker(seed)
  const found = findAttributes(text, visual)
  const missesText = !found.some(({ value }) => wholeWord(value, 'iu').test(text))
  const longest = text.match(/\p{L}[\p{L}\p{N}]+/gu)?.sort((a, b) => b.length - a.length)[0] ?? text
  const inVisual = found.find(({ value }) => wholeWord(value, 'iu').test(visual))
  const count = pick([2, 3, 4])
  return [
    ...(missesText ? [{ name: 'subject', value: longest.toLowerCase() }] : []),
    ...found.filter((attribute, index) => index < count || attribute === inVisual),
  ]
}

const reasonFor = ({ name, value }: Found): string =>
  `People who look for ${value} may not want another ${name}.`

function mask({ prompt, schema, seed }: Question): object {
  const text = tagged(prompt, 'text')
  const visual = tagged(prompt, 'visual_description')
  const wantsVisual = 'maskedVisual' in ((schema?.properties as object | undefined) ?? {})
  const chosen = chooseAttributes(text, visual, seed)
  const put = (original: string): string =>
    chosen.reduce(
      (masked, { name, value }) => masked.replaceAll(wholeWord(value, 'giu'), `[MASK:${name}]`),
      original,
    )
  return {
    attributes: chosen.map(({ name, value }) => ({
      name,
      value,
      reason: reasonFor({ name, value }),
      ...(wantsVisual && { modality: 'both' }),
    })),
    maskedText: put(text),
    ...(wantsVisual && { maskedVisual: put(visual) }),
  }
}

/** For each attribute another value of its group that the texts do not have. */
function contrasts(list: readonly Found[], texts: string, seed: number): Found[] {
  const pick = picker(seed)
  return list.map(({ name, value }) => {
    const old = value.toLowerCase()
    const group = Object.values(VOCABULARY).find((group) => group.includes(old)) ?? SUBJECTS
    const unused = group.filter((other) => !wholeWord(other, 'iu').test(texts))
    return { name, value: pick(unused.filter((other) => other !== old)) }
  })
}

/** The key attributes with their words as they stand, as an answer of one call with a description and the new values. */
function nameAttributes(question: Question, wantsDescription: boolean): object {
  const { prompt, schema, seed } = question
  const text = tagged(prompt, 'text')
  const description = wantsDescription ? describe(question) : null
  const visual = description ?? tagged(prompt, 'visual_description')
  const chosen = chooseAttributes(text, visual, seed)
  const isOneCall = JSON.stringify(schema).includes('"value"')
  const values = isOneCall ? contrasts(chosen, `${text} ${visual}`, seed) : []
  return {
    ...(description !== null && { description }),
    attributes: chosen.map((attribute, index) => {
      const word = wholeWord(attribute.value, 'iu')
      const stands = word.exec(text)?.[0] ?? word.exec(visual)?.[0] ?? attribute.value
      const value = values[index]?.value
      const why = `chosen for its ${attribute.name}`
      return { name: attribute.name, words: [stands], why, ...(value !== undefined && { value }) }
    }),
  }
}

function values({ prompt, seed }: Question): Record<string, string> {
  const list = JSON.parse(tagged(prompt, 'attributes') || '[]') as Found[]
  const texts = `${tagged(prompt, 'text')} ${tagged(prompt, 'visual_description')}`
  return Object.fromEntries(contrasts(list, texts, seed).map(({ name, value }) => [name, value]))
}

/** The phrases with the articles that they need. */
function smooth({ prompt }: Question): string[] {
  const lines = tagged(prompt, 'phrases').split('\n')
  return lines.map((line) => {
    const { phrase } = JSON.parse(line) as { phrase: string }
    return phrase.replaceAll(/\b(a|an) (?=(\p{L}))/giu, (_, article: string, letter: string) => {
      const fitting = /[aeiou]/i.test(letter) ? 'an' : 'a'
      return `${article.startsWith('A') ? fitting.replace('a', 'A') : fitting} `
    })
  })
}

function complete({ prompt, schema, seed }: Question): object {
  const wantsVisual = 'visual' in ((schema?.properties as object | undefined) ?? {})
  const texts = `${tagged(prompt, 'masked_text')} ${tagged(prompt, 'masked_visual_description')}`
  const list = JSON.parse(tagged(prompt, 'attributes') || '[]') as Found[]
  const changes = contrasts(list, texts, seed).map(({ name, value }) => ({ name, newValue: value }))
  const fill = (masked: string): string =>
    changes.reduce((text, { name, newValue }) => text.replaceAll(`[MASK:${name}]`, newValue), masked)
  return {
    attributes: changes,
    text: fill(tagged(prompt, 'masked_text')),
    ...(wantsVisual && { visual: fill(tagged(prompt, 'masked_visual_description')) }),
  }
}

function mergeSynonyms({ prompt }: Question): object {
  const terms = tagged(prompt, 'terms').split('\n')
  const merges = SYNONYMS.flatMap((group) => {
    const [into, ...others] = group.filter((term) => terms.includes(term))
    return others.map((from) => ({ from, into, reason: `another word for ${into}` }))
  })
  return { merges }
}

/** Any other schema: the least that fits it, with what the double sees where a property is named for it. */
function instance(schema: Record<string, unknown>, question: Question, name = ''): unknown {
  const choices = schema.enum
  if (Array.isArray(choices)) {
    const { sight } = question
    const seen = name === 'shape' ? sight?.shape : name === 'color' ? sight?.color : undefined
    return choices.includes(seen) ? seen : choices[0]
  }
  switch (schema.type) {
    case 'object': {
      const properties = Object.entries((schema.properties ?? {}) as Record<string, Record<string, unknown>>)
      return Object.fromEntries(properties.map(([key, value]) => [key, instance(value, question, key)]))
    }
    case 'array': {
      const length = Number(schema.minItems ?? 1)
      return Array.from({ length }, () => instance((schema.items ?? {}) as Record<string, unknown>, question))
    }
    case 'integer':
    case 'number':
      return Number(schema.minimum ?? 0)
    case 'boolean':
      return true
    default:
      return 'something'
  }
}
