import type { AuditKind } from './audit-kind.ts'

/** The text has the new values, and the picture still shows the old ones. */
export const disagreeingModalities: AuditKind = {
  name: 'disagreeing-modalities',
  wrong: 'text and picture disagree',
  make({ positive, proposed }) {
    const inBoth = proposed.attributes.some(({ modality }) => modality === 'both')
    const differs = proposed.text !== positive.text && proposed.visual !== positive.visual
    if (!inBoth || !differs || positive.visual === '') return null
    return { ...proposed, visual: positive.visual }
  },
}
