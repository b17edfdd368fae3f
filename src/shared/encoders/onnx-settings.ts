import { z } from 'zod'

/** Settings that the encoders from ONNX folders share. */

export const folder = z
  .string()
  .trim()
  .refine((path) => path !== '', 'Give the folder’s path.')
  .meta({
    label: 'Folder',
    help: 'Path of a folder in the Hugging Face layout, with config.json, tokenizer.json and onnx/.',
  })

export const maxLength = z
  .union([z.literal('auto'), z.int().min(8).max(8192)])
  .default('auto')
  .meta({
    label: 'Tokens at most',
    help: 'The rest of a text is cut off. "auto" takes what the folder’s files say.',
    advanced: true,
  })

export const modelFile = z.string().trim().default('auto').meta({
  label: 'Model file',
  help: 'Within the folder, such as onnx/model_quantized.onnx. "auto" takes the most exact one that is there.',
  advanced: true,
})

export const device = z
  .enum(['auto', 'cpu'])
  .default('auto')
  .meta({
    label: 'Device',
    help: 'Vectors of a GPU and of a processor differ in the last digits.',
    choices: { auto: 'GPU where there is one', cpu: 'Processor' },
    advanced: true,
  })

/** The folder's own name: where it lies on somebody's machine is nobody else's business. The revision tells the rest. */
export function folderTold({ folder: path }: Readonly<Record<string, unknown>>): string {
  const name = String(path)
    .split(/[\\/]/)
    .findLast((part) => part !== '')
  return `folder=${encodeURIComponent(name ?? '')}`
}
