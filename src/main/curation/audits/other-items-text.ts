import type { AuditKind } from './audit-kind.ts'

/** The text is that of another item of the catalogue, which somebody may well like. */
export const otherItemsText: AuditKind = {
  name: 'other-items-text',
  wrong: 'the text is another item’s',
  make: ({ proposed, otherText }) => (otherText === null ? null : { ...proposed, text: otherText }),
}
