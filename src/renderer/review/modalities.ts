import type { Modality } from '#shared/contract/proposals.ts'

export const MODALITY_LABELS: Readonly<Record<Modality, string>> = {
  text: 'Text',
  image: 'Picture',
  both: 'Both',
}
