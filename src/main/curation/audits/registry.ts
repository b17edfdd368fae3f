import type { AuditKind } from './audit-kind.ts'
import { changedBackground } from './changed-background.ts'
import { disagreeingModalities } from './disagreeing-modalities.ts'
import { otherItemsText } from './other-items-text.ts'
import { unchangedText } from './unchanged-text.ts'

/** Every way to plant a bad negative. Each is as likely as the others where it can be made. */
export const AUDIT_KINDS: readonly AuditKind[] = [
  unchangedText,
  otherItemsText,
  changedBackground,
  disagreeingModalities,
]
