/** Values that contrast with each other, by attribute: what the double masks, and what it fills in. */
export const VOCABULARY: Record<string, string[]> = {
  genre: [
    'comedy',
    'drama',
    'thriller',
    'horror',
    'western',
    'romance',
    'adventure',
    'fantasy',
    'animation',
    'documentary',
    'musical',
    'mystery',
    'crime',
    'war',
    'action',
    'sci-fi',
    'children',
  ],
  origin: [
    'american',
    'british',
    'french',
    'german',
    'italian',
    'japanese',
    'canadian',
    'spanish',
    'australian',
    'indian',
    'swedish',
  ],
  color: ['red', 'orange', 'yellow', 'green', 'blue', 'purple', 'black', 'white', 'gray', 'brown', 'pink'],
  material: ['leather', 'cotton', 'wool', 'wooden', 'steel', 'ceramic', 'glass', 'plastic', 'silk', 'linen'],
  mood: ['dark', 'cheerful', 'gloomy', 'lighthearted', 'tense', 'tender', 'satirical', 'epic', 'quiet'],
  audience: ['family', 'adult', 'teen', 'baby', 'men', 'women', 'toddler'],
  style: ['modern', 'vintage', 'classic', 'minimalist', 'rustic', 'sporty', 'elegant', 'casual'],
  setting: [
    'city',
    'desert',
    'jungle',
    'village',
    'school',
    'hospital',
    'castle',
    'island',
    'prison',
    'ship',
  ],
  size: ['small', 'large', 'compact', 'giant', 'slim', 'wide'],
}

/** For values that are in no list: a word taken from a text that has none of the above. */
export const SUBJECTS = [
  'lighthouse',
  'orchestra',
  'volcano',
  'tournament',
  'garden',
  'expedition',
  'carnival',
]

/** A small generator of numbers, the same for the same seed (Mulberry32, T. Ettinger). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Terms that mean the same, the first one best: what the double merges where it is asked to. */
export const SYNONYMS: readonly (readonly string[])[] = [
  ['color', 'hue', 'shade'],
  ['red', 'crimson', 'scarlet'],
  ['blue', 'azure'],
  ['wooden', 'timber'],
]
