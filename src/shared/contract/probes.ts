import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Split } from './catalogue.ts'
import { commonErrors } from './errors.ts'
import { ItemId, RunId } from './ids.ts'
import { SearchText } from './search-text.ts'

const base = oc.errors(commonErrors)

/** An item that a user can be asked about: it has a proposal, whose attributes are changed one at a time. */
export const ProbeItem = z.object({
  id: ItemId,
  externalId: z.string(),
  title: z.string(),
  /** Where the user has it; null for an item that the run recommends and the user does not have. */
  split: Split.nullable(),
})
export type ProbeItem = z.infer<typeof ProbeItem>

/** What the score owes to one attribute being as it is. */
export const ProbeEffect = z.object({
  attribute: z.string(),
  from: z.string(),
  /** What it was exchanged for. */
  to: z.string(),
  /** score(u, i) less the score with only this value exchanged in the texts: positive where the user likes what is there better. */
  effect: z.number(),
})
export type ProbeEffect = z.infer<typeof ProbeEffect>

export const Probe = z.object({
  run: RunId,
  user: z.string(),
  item: ProbeItem,
  /** Of each attribute the mean over what it was exchanged for; the greatest first. */
  attributes: z.array(z.object({ attribute: z.string(), effect: z.number(), effects: z.array(ProbeEffect) })),
  /** Values that do not stand in the texts of the item, so that they could not be exchanged. */
  notFound: z.array(z.string()),
})
export type Probe = z.infer<typeof Probe>

export const probes = {
  /** Users whose id begins with the text, and the items that one of them can be asked about; those of the test first. */
  choices: base
    .input(
      z.object({ run: RunId, search: SearchText.default(''), user: z.string().nullable().default(null) }),
    )
    .output(z.object({ users: z.array(z.string()), items: z.array(ProbeItem) })),
  /** User and item by the ids that the data set gives them. */
  effects: base.input(z.object({ run: RunId, user: z.string(), item: z.string() })).output(Probe),
}
