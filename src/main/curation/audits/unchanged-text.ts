import type { AuditKind } from './audit-kind.ts'

/** The changes are claimed, and both texts are those of the item. */
export const unchangedText: AuditKind = {
  name: 'unchanged-text',
  wrong: 'nothing was changed',
  make: ({ positive, proposed }) => ({
    text: positive.text,
    visual: positive.visual,
    attributes: proposed.attributes,
  }),
}
