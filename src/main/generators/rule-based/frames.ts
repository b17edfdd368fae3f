import { fitsScript } from './script.ts'

/** A word, and what stands in its place in other items' texts. */
export interface Exchange {
  word: string
  /** With how often each was seen there. */
  alternatives: Map<string, number>
  /** How rare the word is among texts: the rarer, the more it says. */
  weight: number
}

const WORD = /\p{L}[\p{L}'’-]*|[.,;:!?()]/gu

/** Function words: frames are made of them, but they are no attribute of anything. */
const STOP_WORDS = new Set(
  `a about above across after all along also although among an and another any are around as at be became
  because been before being below best between both but by came can come could did do does down during each
  either ever every few first for found from full get gets give given gives go goes had has have he her here
  him his how if in into is it its itself just last later less like made main make makes many may more most
  much must near never new no not now of off often on once one only onto or original other our out over own
  per same see set several she should show shows since so some such than that the their them themselves then
  there these they this those three through time to together too two under until up upon use used uses very
  was we well were what when where which while who whom whose why will with within without would you your`.split(
    /\s+/,
  ),
)

/** Share of texts from which on a word tells nothing of one item ("directed", "second"). */
const COMMON = 0.02
/** In a small catalogue a couple of texts are a large share already. */
const FEWEST_COMMON = 3

/**
 * Which words can stand for each other: those seen between the same two neighbours ("an American … film").
 * Two words with the same neighbours are of one kind (distributional substitution, Harris, 1954), and the
 * sentence stays a sentence.
 */
export class Frames {
  readonly #frames = new Map<string, Map<string, number>>()
  readonly #documents = new Map<string, number>()
  /** How often a word stands before another one, and before any. */
  readonly #before = new Map<string, Map<string, number>>()
  #texts = 0

  add(text: string): void {
    this.#texts++
    const seen = new Set<string>()
    for (const { frame, word } of positions(text)) {
      const fillers = this.#frames.get(frame) ?? new Map<string, number>()
      this.#frames.set(frame, fillers)
      fillers.set(word, (fillers.get(word) ?? 0) + 1)
      seen.add(word)
    }
    for (const [word, next] of neighbours(text)) {
      const followers = this.#before.get(word) ?? new Map<string, number>()
      this.#before.set(word, followers)
      followers.set(next, (followers.get(next) ?? 0) + 1)
    }
    for (const word of seen) this.#documents.set(word, (this.#documents.get(word) ?? 0) + 1)
  }

  /** Telling words of the text that other items' texts have an alternative for, in text order. */
  exchanges(text: string): Exchange[] {
    const found = new Map<string, Exchange>()
    for (const { frame, word } of positions(text)) {
      if (this.#count(word) > Math.max(FEWEST_COMMON, this.#texts * COMMON)) continue
      for (const [other, count] of this.#frames.get(frame) ?? []) {
        if (other === word || this.#count(other) < 2 || sameStem(word, other) || !fitsScript(other, word))
          continue
        const exchange = found.get(word) ?? { word, alternatives: new Map(), weight: this.#rarity(word) }
        exchange.alternatives.set(other, (exchange.alternatives.get(other) ?? 0) + count)
        found.set(word, exchange)
      }
    }
    return [...found.values()]
  }

  /**
   * For one text, whether a value may mean something of its own together with the word before it, so that the new value
   * says something else or nothing there: "black comedy", "computer-animated comedy". True where the word belongs
   * to the old value, and no text has it before the new one.
   */
  bindsIn(text: string): (from: string, to: string) => boolean {
    const pairs = neighbours(text)
    return (from, to) => {
      const first = firstWord(from)
      return pairs.some(([word, next]) => {
        if (next !== first) return false
        const followers = this.#before.get(word)
        if (followers?.has(firstWord(to))) return false
        const together = followers?.get(next) ?? 0
        const all = [...(followers?.values() ?? [])].reduce((sum, count) => sum + count, 0)
        return word.includes('-') || (together >= BOUND_COUNT && together >= all * BOUND_SHARE)
      })
    }
  }

  #count(word: string): number {
    return this.#documents.get(word) ?? 0
  }

  #rarity(word: string): number {
    return Math.log((1 + this.#texts) / (1 + this.#count(word)))
  }
}

/** Of a word's places, the share before one other word from which on the two belong together. */
const BOUND_SHARE = 0.2
const BOUND_COUNT = 2

/** Content words, each with the word right after it, both in lower case. */
function neighbours(text: string): [word: string, next: string][] {
  return text.split('\n').flatMap((line) => {
    const parts = line.match(WORD) ?? []
    return parts.flatMap((word, index): [string, string][] => {
      const next = parts[index + 1]
      return next === undefined || !/\p{L}/u.test(next) || !isContent(word)
        ? []
        : [[word, next.toLowerCase()]]
    })
  })
}

function firstWord(value: string): string {
  return (value.match(WORD)?.[0] ?? value).toLowerCase()
}

/** Content words between two neighbours. Capitalised words are taken for names and left alone. */
function positions(text: string): { frame: string; word: string }[] {
  return text.split('\n').flatMap((line) => {
    const parts = line.match(WORD) ?? []
    return parts.flatMap((word, index) => {
      const before = parts[index - 1]
      const after = parts[index + 1]
      // A part of a compound means something else alone, and a compound seldom has an alternative.
      if (before === undefined || after === undefined || !isContent(word) || word.includes('-')) return []
      // Between two marks or two function words nearly anything can stand.
      if (isLoose(before) && isLoose(after)) return []
      return [{ frame: `${before.toLowerCase()} ${after.toLowerCase()}`, word }]
    })
  })
}

function isContent(word: string): boolean {
  return word.length >= 4 && word === word.toLowerCase() && !STOP_WORDS.has(word) && !/ly$/.test(word)
}

function isLoose(neighbour: string): boolean {
  return !/\p{L}/u.test(neighbour) || STOP_WORDS.has(neighbour.toLowerCase())
}

/** Forms of one word ("direct", "directed") contrast with nothing. */
function sameStem(a: string, b: string): boolean {
  return a.slice(0, 5) === b.slice(0, 5)
}
