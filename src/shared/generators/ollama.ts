import { z } from 'zod'
import { TemplateId } from '../contract/ids.ts'
import { TemplateChoice } from '../contract/templates.ts'
import { describeGenerator } from './generator-descriptor.ts'

/** In place of a template: the describe prompt is not asked, and the mask prompt sees no visual description. */
export const LEAVE_OUT = 'leave-out'

const Model = z.string().min(1)
const Temperature = z.number().min(0).max(2)
const ContextLength = z.int().min(1024).max(1_000_000)

export const ollama = describeGenerator({
  name: 'ollama',
  label: 'Ollama model',
  summary:
    'A multimodal model describes the picture, masks the key attributes and completes the masked texts.',
  source: "NegGen's three prompts: describe, mask, complete (arXiv 2501.15183)",
  needs: { server: true },
  settings: z.strictObject({
    model: Model.optional().meta({
      label: 'Model',
      help: 'As the server lists it; the one of the workspace if left out.',
      control: 'model',
    }),
    describe: z
      .union([z.literal(LEAVE_OUT), TemplateId])
      .optional()
      .meta({ label: 'Describe', help: 'Template; the built-in one if left out.', control: 'template' }),
    mask: TemplateId.optional().meta({
      label: 'Mask',
      help: 'Template; the built-in one if left out.',
      control: 'template',
    }),
    complete: TemplateId.optional().meta({
      label: 'Complete',
      help: 'Template; the built-in one if left out.',
      control: 'template',
    }),
    temperature: Temperature.default(0.8).meta({
      label: 'Temperature',
      help: 'Higher values vary more.',
      step: 0.1,
    }),
    contextLength: ContextLength.default(8192).meta({
      label: 'Context length',
      unit: 'tokens',
      help: 'Asked of the server; constant over a job, since a change reloads the model.',
      step: 1024,
      advanced: true,
    }),
    // Not `localhost`, which can resolve to ::1 where the server does not listen.
    host: z.string().min(1).default('http://127.0.0.1:11434').meta({
      label: 'Server',
      help: 'Address of the Ollama server.',
      advanced: true,
    }),
  }),
  options: z.object({
    name: z.literal('ollama'),
    model: Model,
    host: z.string(),
    templates: TemplateChoice,
    temperature: Temperature,
    contextLength: ContextLength,
  }),
  defaults: ({ ollamaHost, model, temperature, contextLength }) => ({
    ...(model === null ? {} : { model }),
    host: ollamaHost,
    temperature,
    contextLength,
  }),
})
