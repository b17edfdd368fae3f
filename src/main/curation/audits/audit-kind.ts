import type { NegativeContent } from '#shared/contract/proposals.ts'

/** What an audit is made of. */
export interface AuditMaterial {
  positive: { text: string; visual: string }
  /** What a generator proposed for the item. */
  proposed: NegativeContent
  /** Text of another item of the data set; null where it has no other. */
  otherText: string | null
}

/** One way in which a negative can be known to be bad. */
export interface AuditKind {
  /** As it is stored. */
  name: string
  /** What is wrong with it, in a few words for the owner. */
  wrong: string
  /** Null where it cannot be made of this. */
  make(material: AuditMaterial): NegativeContent | null
}
