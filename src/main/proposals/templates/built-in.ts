import type { TemplateKind } from '#shared/contract/templates.ts'

export interface BuiltInTemplate {
  kind: TemplateKind
  name: string
  system: string
  prompt: string
}

const files: Record<string, string> = import.meta.glob('/resources/templates/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
})

function read(name: string): string {
  const text = files[`/resources/templates/${name}.md`]
  if (text === undefined) throw new Error(`resource templates/${name}.md`)
  return text.trim()
}

// One and the same for every step and item: the server keeps what it computed for a common beginning. Phrases are put
// right without a word of what they are for.
const system = read('system')

/** The name under which each step's default template stands. */
export const DEFAULT_NAME = 'NegGen'

/** The templates that ship with this version. Their names are how a later version finds them again. */
export const BUILT_IN: readonly BuiltInTemplate[] = [
  { kind: 'describe', name: DEFAULT_NAME, system, prompt: read('describe') },
  { kind: 'describe', name: 'Brief caption', system, prompt: read('describe-brief') },
  { kind: 'attributes', name: DEFAULT_NAME, system, prompt: read('attributes') },
  { kind: 'values', name: DEFAULT_NAME, system, prompt: read('values') },
  { kind: 'smooth', name: DEFAULT_NAME, system: read('smooth-system'), prompt: read('smooth') },
  { kind: 'one-call', name: DEFAULT_NAME, system, prompt: read('one-call') },
  { kind: 'mask', name: DEFAULT_NAME, system, prompt: read('mask') },
  { kind: 'complete', name: DEFAULT_NAME, system, prompt: read('complete') },
]
