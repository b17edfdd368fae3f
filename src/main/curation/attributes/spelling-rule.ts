import { type MergeRule, mergesOfSameForm } from './merge-rule.ts'

/** British beside American spelling, whichever is the more frequent. */
export const spellingRule: MergeRule = {
  name: 'spelling',
  merges: (terms) =>
    mergesOfSameForm(
      terms,
      (text) => text.replaceAll(/\p{L}+/gu, american),
      ({ text }, into) => `“${text}” and “${into.text}” are British and American spelling`,
    ),
}

const WORDS: Readonly<Record<string, string>> = {
  aluminium: 'aluminum',
  cosy: 'cozy',
  grey: 'gray',
  jewellery: 'jewelry',
  mould: 'mold',
  moustache: 'mustache',
  plough: 'plow',
  programme: 'program',
  pyjamas: 'pajamas',
  tyre: 'tire',
}

const ENDINGS: readonly [british: RegExp, american: string][] = [
  [/(?<=\p{L}{3})our(?=(s|ed|ing|ful|less|ite|able)?$)/u, 'or'],
  [/(?<=\p{L}{2})tre(?=s?$)/u, 'ter'],
  [/(?<=\p{L}{2}[iy])s(?=(e|es|ed|er|ing|ation)$)/u, 'z'],
  [/(?<=al|at)ogue(?=s?$)/u, 'og'],
  [/(?<=def|lic|off)ence(?=s?$)/u, 'ense'],
  [/(?<=[aeiou]l)l(?=(ed|er|ers|ing)$)/u, ''],
]

/** A word as American English spells it, in lower case; it need not be a word where no British one is. */
function american(word: string): string {
  const known = WORDS[word] ?? (word.endsWith('s') && WORDS[word.slice(0, -1)])
  if (typeof known === 'string') return known + (WORDS[word] === undefined ? 's' : '')
  return ENDINGS.reduce((text, [british, ending]) => text.replace(british, ending), word)
}
