import { z } from 'zod'
import { describeGenerator } from './generator-descriptor.ts'

export const ruleBased = describeGenerator({
  name: 'rule-based',
  label: 'Rule-based (no model)',
  summary:
    "Exchanges key attributes for contrasting values from the catalogue's own vocabulary and a built-in lexicon. Quick, repeatable, and without any server; it knows no word that the catalogue and the lexicon do not have.",
  source: 'Rules over attributes, words and dominant colors of the catalogue',
  needs: { server: null },
  settings: z.strictObject({}),
  options: z.object({ name: z.literal('rule-based') }),
  formerNames: ['contrast'],
})
