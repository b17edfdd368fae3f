/** The value in the case in which the old one stands: "RED" becomes "BLUE", "Rocky Paths" becomes "City Streets". */
export function inCaseOf(old: string, value: string): string {
  if (old === old.toLowerCase()) {
    return eachWord(value, (word) => (isAcronym(word) ? word : word.toLowerCase()))
  }
  const isUpper = old.length > 1 && old === old.toUpperCase()
  if (isUpper) return value.toUpperCase()
  const words = old.split(/[\s-]+/)
  const isTitle = words.length > 1 && words.every((word) => /^\p{Lu}/u.test(word))
  return isTitle ? inTitleCase(value) : capitalised(value)
}

/** Every word with a capital. */
export function inTitleCase(value: string): string {
  return eachWord(value, capitalised)
}

function eachWord(value: string, change: (word: string) => string): string {
  return value.replaceAll(/[\p{L}\p{N}'’]+/gu, change)
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Whether capitals inside the word say that it is written so everywhere: "USB", "iPhone". */
function isAcronym(word: string): boolean {
  return /\p{L}.*\p{Lu}/u.test(word)
}
