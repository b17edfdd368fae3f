import type { JobEstimate, TokenCount } from '../contract/jobs.ts'
import { formatSeconds } from '../duration.ts'

const ABOUT = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 })

/** "4,900 tokens to read and 350 to write", for a model */
export function tokenWords({ prompt, answer }: TokenCount): string {
  return `${ABOUT.format(prompt)} tokens to read and ${ABOUT.format(answer)} to write`
}

/** What a job will take, in a sentence that says how it is known; null for one that asks no model. */
export function estimateSentence({ items, tokens, seconds, measured }: JobEstimate): string | null {
  if (items === 0 || (tokens === null && seconds === null)) return null
  const parts = [
    ...(seconds === null ? [] : [formatSeconds(seconds)]),
    ...(tokens === null ? [] : [tokenWords(tokens)]),
  ]
  const known =
    measured === 0
      ? 'by the length of the prompts; the time shows once items are done'
      : `as the newest ${measured === 1 ? 'item' : `${measured} items`} took`
  return `About ${parts.join(', ')} for ${items === 1 ? 'one item' : `${new Intl.NumberFormat('en').format(items)} items`}, ${known}.`
}
