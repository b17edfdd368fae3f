/** Words that nearly every text of a language has, and seldom a text of another one. */
const FUNCTION_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  english: new Set('the and with of for is are this that from by at it its an to in'.split(' ')),
  german: new Set('der das und mit von für ist ein eine einen einem einer auf dem den im zum zur'.split(' ')),
  french: new Set('le les des et avec pour est une du dans sur aux cette ses qui'.split(' ')),
  spanish: new Set('el los las y con para una del por sus que este esta unos'.split(' ')),
  italian: new Set('il gli della con per una di che nel sono questo questa alla delle'.split(' ')),
  portuguese: new Set('o os uma com para do da dos das em no na um que seu'.split(' ')),
  dutch: new Set('het een van en met voor zijn op dit deze uit te bij'.split(' ')),
}

/** Whether a text reads as English, by its commonest words and its script; a text that tells nothing does. */
export function looksEnglish(text: string): boolean {
  const letters = text.match(/\p{L}/gu)?.length ?? 0
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (letters > 0 && latin < letters / 2) return false
  const words = text.toLowerCase().match(/\p{L}+/gu) ?? []
  const counts = Object.entries(FUNCTION_WORDS).map(([language, common]) => ({
    language,
    count: words.filter((word) => common.has(word)).length,
  }))
  const [most] = counts.sort((a, b) => b.count - a.count)
  const english = counts.find(({ language }) => language === 'english')?.count ?? 0
  return most === undefined || most.count === english || most.count < 2
}

/** Whether the words of a script take endings by case or gender: those of Europe do, those of East Asia do not. */
export function takesEndings(text: string): boolean {
  return /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(text)
}
