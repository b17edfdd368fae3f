const SCRIPTS = [
  'Latin',
  'Arabic',
  'Cyrillic',
  'Greek',
  'Hebrew',
  'Devanagari',
  'Han',
  'Hangul',
  'Hiragana',
  'Katakana',
  'Thai',
] as const

const PATTERNS = SCRIPTS.map((script) => ({ script, letters: new RegExp(`\\p{Script=${script}}`, 'gu') }))
/** Japanese mixes three scripts; what is written in one of them may stand beside the others. */
const JAPANESE: ReadonlySet<string> = new Set(['Han', 'Hiragana', 'Katakana'])

/** The script that most letters of a text are of; null for a text without letters, or of none that is known here. */
export function scriptOf(text: string): string | null {
  const counts = PATTERNS.map(({ script, letters }) => ({ script, count: text.match(letters)?.length ?? 0 }))
  const [most] = counts.sort((a, b) => b.count - a.count)
  if (most === undefined || most.count === 0) return null
  return JAPANESE.has(most.script) ? 'Han' : most.script
}

/** Whether words may stand in a text without changing its script; what has no letters may stand anywhere. */
export function fitsScript(words: string, text: string): boolean {
  return isOfScript(words, scriptOf(text))
}

/** `fitsScript` for a text whose script is known, as where many words are tried in one text. */
export function isOfScript(words: string, script: string | null): boolean {
  const own = scriptOf(words)
  return own === null || own === script
}
