import type { EncodingProgress } from '#shared/contract/encoding.ts'

/** Told from time to time while something is encoded, and at its end. */
export type OnEncoding = (progress: EncodingProgress) => void

const BETWEEN_MILLISECONDS = 250

/** What encoders of a workspace share: where they tell how far they are, and when they have to stop. */
export interface EncodingContext {
  readonly onProgress: OnEncoding
  /** Aborted when the engine closes; what was encoded until then is kept. */
  readonly signal: AbortSignal
}

export const UNWATCHED: EncodingContext = { onProgress: () => {}, signal: new AbortController().signal }

/** Tells at most four times a second, and always the last. */
export function paced(onProgress: OnEncoding): OnEncoding {
  let last = 0
  return (progress) => {
    const now = performance.now()
    if (progress.done < progress.total && now - last < BETWEEN_MILLISECONDS) return
    last = now
    onProgress(progress)
  }
}
