const WORD = /[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu

/** Lower-cased words of a text, possessives and plain English plurals folded to one form. */
export function tokens(text: string): string[] {
  return (text.toLowerCase().match(WORD) ?? []).map((word) => foldPlural(word.replace(/['’]s$/, '')))
}

/** Harman's S-stemmer ("How effective is suffixing?", JASIS 1991): folds plurals and nothing else. */
export function foldPlural(word: string): string {
  if (word.length < 4) return word
  if (word.endsWith('ies')) return /[ae]ies$/.test(word) ? word : `${word.slice(0, -3)}y`
  if (word.endsWith('es')) return /[aeo]es$/.test(word) ? word : word.slice(0, -1)
  if (word.endsWith('s')) return /[us]s$/.test(word) ? word : word.slice(0, -1)
  return word
}
