import { type MergeRule, mergesOfSameForm } from './merge-rule.ts'

/** An English plural beside its singular. */
export const pluralRule: MergeRule = {
  name: 'plural',
  merges: (terms) =>
    mergesOfSameForm(
      terms,
      (text) => text.split(' ').map(singular).join(' '),
      ({ text }, into) => `“${text}” and “${into.text}” are singular and plural`,
    ),
}

/** Of a regular English noun; other words stay as they are. */
export function singular(word: string): string {
  if (word.length < 4 || /(ss|us|is)$/.test(word)) return word
  if (word.endsWith('ies')) return word.length < 5 ? word.slice(0, -1) : `${word.slice(0, -3)}y`
  if (/(ss|sh|ch|x|zz)es$/.test(word)) return word.slice(0, -2)
  return word.endsWith('s') ? word.slice(0, -1) : word
}
