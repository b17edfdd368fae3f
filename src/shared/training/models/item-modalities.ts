import { z } from 'zod'
import type { FeatureName } from '../features.ts'

/** Of models that have a part for each modality of the items. */
export const itemModalities = z
  .enum(['both', 'text', 'image'])
  .default('both')
  .meta({
    label: 'Modalities',
    help: 'Which vectors of the items it reads.',
    choices: { both: 'Text and picture', text: 'Text only', image: 'Picture only' },
  })
export type ItemModalities = z.infer<typeof itemModalities>

/** The matrices that the setting stands for, one for each modality. */
export function itemFeatures(setting: ItemModalities): readonly Extract<FeatureName, `item_${string}`>[] {
  return ({ both: ['item_text', 'item_image'], text: ['item_text'], image: ['item_image'] } as const)[setting]
}
