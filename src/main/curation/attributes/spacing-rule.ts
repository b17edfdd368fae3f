import { type MergeRule, mergesOfSameForm } from './merge-rule.ts'

/** "t-shirt", "t shirt" and "tshirt". Texts without a letter or digit have no form but themselves. */
export const spacingRule: MergeRule = {
  name: 'spacing',
  merges: (terms) =>
    mergesOfSameForm(
      terms,
      (text) => text.replaceAll(/[^\p{L}\p{N}]+/gu, '') || text,
      () => 'They differ in spaces and punctuation alone',
    ),
}
