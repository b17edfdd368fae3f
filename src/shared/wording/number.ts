/** English words whose plural no ending tells. */
const IRREGULAR: readonly (readonly [one: string, many: string])[] = [
  ['man', 'men'],
  ['woman', 'women'],
  ['child', 'children'],
  ['person', 'people'],
  ['foot', 'feet'],
  ['tooth', 'teeth'],
  ['mouse', 'mice'],
  ['goose', 'geese'],
  ['knife', 'knives'],
  ['wife', 'wives'],
  ['life', 'lives'],
  ['leaf', 'leaves'],
  ['shelf', 'shelves'],
  ['half', 'halves'],
  ['wolf', 'wolves'],
]

/** The English plural of a value, by its last word: "running shoe" is "running shoes". One that is plural stays. */
export function plural(value: string): string {
  return onLastWord(value, (word) => {
    const irregular = IRREGULAR.find(([one]) => one === word.toLowerCase())
    if (irregular !== undefined) return likeFirstLetter(word, irregular[1])
    if (isPlural(word)) return word
    if (/[^aeiou]y$/i.test(word)) return `${word.slice(0, -1)}ies`
    return /(s|x|z|ch|sh)$/i.test(word) ? `${word}es` : `${word}s`
  })
}

/** The English singular of a value, by its last word. One that is singular stays. */
export function singular(value: string): string {
  return onLastWord(value, (word) => {
    const irregular = IRREGULAR.find(([, many]) => many === word.toLowerCase())
    if (irregular !== undefined) return likeFirstLetter(word, irregular[0])
    if (word.length <= 3 || /(ss|us|is)$/i.test(word)) return word
    if (word.length > 4 && /ies$/i.test(word)) return `${word.slice(0, -3)}y`
    if (/(ss|x|z|ch|sh)es$/i.test(word)) return word.slice(0, -2)
    return /s$/i.test(word) ? word.slice(0, -1) : word
  })
}

/** Whether the value's last word has the form of an English plural. */
export function isPlural(value: string): boolean {
  return singular(value) !== value
}

function onLastWord(value: string, change: (word: string) => string): string {
  return value.replace(/\p{L}+$/u, change)
}

function likeFirstLetter(model: string, word: string): string {
  return /^\p{Lu}/u.test(model) ? word.charAt(0).toUpperCase() + word.slice(1) : word
}
