/** Words that begin with a vowel's letter and a consonant's sound, or the other way round. */
const CONSONANT_SOUND = /^(uni(?!n|m)|us[aeu]|util|ubiq|eu|ewe|one\b|once\b|us\b|usb\b|uv\b|uk\b|uhd\b)/i
const VOWEL_SOUND = /^(hour|honest|honou?r|heir|x-?ray|mba\b|fm\b|led\b|lcd\b)/i

/** Whether the article before the word is "an". */
function takesAn(word: string): boolean {
  if (VOWEL_SOUND.test(word)) return true
  return /^[aeiou]/i.test(word) && !CONSONANT_SOUND.test(word)
}

/** "an" before a vowel's sound; the article stays where old and new value sound alike. */
export function fittingArticle(article: string, old: string, surface: string): string {
  if (article === '' || takesAn(old) === takesAn(surface)) return article
  const a = article.charAt(0)
  return takesAn(surface) ? `${a}n` : a
}
