import { z } from 'zod'
import { encoder } from './encoder.ts'
import { device, folder, folderTold, maxLength, modelFile } from './onnx-settings.ts'

export const onnx = encoder({
  name: 'onnx',
  label: 'Sentence encoder (ONNX folder)',
  summary:
    'A model of the Hugging Face layout from a folder of this machine, such as MiniLM, E5 or BGE; nothing is downloaded.',
  source: 'Sentence-BERT (Reimers and Gurevych, EMNLP 2019)',
  modality: 'text',
  version: '1',
  namedByRevision: true,
  told: folderTold,
  settings: z.strictObject({
    name: z.literal('onnx'),
    folder,
    pooling: z
      .enum(['auto', 'mean', 'cls', 'last'])
      .default('auto')
      .meta({
        label: 'Pooling',
        help: 'How a text’s tokens become one vector. Auto takes what the folder’s files say, else the mean.',
        choices: { auto: 'As the folder says', mean: 'Mean', cls: 'First token (CLS)', last: 'Last token' },
        advanced: true,
      }),
    prefix: z.string().max(2000).default('auto').meta({
      label: 'Prefix',
      help: 'Stands before every text. "auto" takes the prompt of the folder’s files, and "query: " for an E5; empty for none.',
      advanced: true,
    }),
    maxLength,
    modelFile,
    device,
  }),
})
