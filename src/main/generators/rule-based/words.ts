import { tokens } from '#main/encoders/tokens.ts'

/**
 * A text's words in one spaced line with a space at both ends, so that a phrase of whole words is found as
 * a plain substring whatever its case, hyphens and plurals ("Sci-Fi" in "a sci fi film").
 */
export function wordLine(text: string): string {
  return ` ${tokens(text).join(' ')} `
}
