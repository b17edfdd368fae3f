import { z } from 'zod'
import { normalized } from './normalized.ts'

/** A name or a value as verdicts compare it: case and spaces do not count. */
export const AttributeWord = z.string().transform(normalized).pipe(z.string().min(1))

/** Whether an attribute drives the choice of people. */
export const AttributeRole = z.enum(['key', 'nuisance', 'undecided'])
export type AttributeRole = z.infer<typeof AttributeRole>

/** What a curator says of an attribute by name; it counts for the whole catalogue. */
export const AttributeVerdict = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('role'), name: AttributeWord, role: AttributeRole }),
  /** The name counts as another one, an existing or a new one; as itself: it stays apart. */
  z.object({ kind: z.literal('name'), name: AttributeWord, into: AttributeWord }),
  /** The value of this attribute counts as another one; as itself: it stays apart. */
  z.object({ kind: z.literal('value'), name: AttributeWord, value: AttributeWord, into: AttributeWord }),
])
export type AttributeVerdict = z.infer<typeof AttributeVerdict>
