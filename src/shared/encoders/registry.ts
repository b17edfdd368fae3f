import { hashedTfidf } from './hashed-tfidf.ts'

/** All encoders of text; `src/main/encoders/registry.ts` must have the code of each. */
export const TEXT_ENCODERS = [hashedTfidf] as const

export type TextEncoderName = (typeof TEXT_ENCODERS)[number]['name']
