import { z } from 'zod'
import { encoder } from './encoder.ts'
import { device, folder, folderTold } from './onnx-settings.ts'

export const clip = encoder({
  name: 'clip',
  label: 'Pictures and text in one space (ONNX folder)',
  summary:
    'CLIP or SigLIP in the Hugging Face layout from a folder of this machine: the pictures themselves count; nothing is downloaded.',
  source: 'CLIP (Radford et al., ICML 2021), SigLIP (Zhai et al., ICCV 2023)',
  modality: 'both',
  version: '1',
  namedByRevision: true,
  told: folderTold,
  settings: z.strictObject({ name: z.literal('clip'), folder, device }),
})
