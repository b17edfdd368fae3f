import { z } from 'zod'
import { TemplateId } from '../contract/ids.ts'
import { TemplateChoice, type TemplateKind } from '../contract/templates.ts'
import { exampleOptions, exampleSettings } from './example-settings.ts'
import { describeGenerator } from './generator-descriptor.ts'
import { strategies } from './strategies/registry.ts'
import { StrategyName } from './strategies/strategy-name.ts'

const Model = z.string().min(1)
const Temperature = z.number().min(0).max(2)
const ContextLength = z.int().min(1024).max(1_000_000)

function templateSetting(label: string) {
  return TemplateId.optional().meta({
    label,
    help: 'Template; the built-in one if left out.',
    control: 'template',
  })
}

/** A setting of the prompt's own name for each prompt: the template that is asked. */
const templateSettings = {
  describe: templateSetting('Describe'),
  attributes: templateSetting('Attributes'),
  values: templateSetting('Values'),
  smooth: templateSetting('Smooth'),
  'one-call': templateSetting('One call'),
  mask: templateSetting('Mask'),
  complete: templateSetting('Complete'),
} satisfies Record<TemplateKind, unknown>

export const ollama = describeGenerator({
  name: 'ollama',
  label: 'Ollama model',
  summary:
    'A multimodal model describes the picture, finds the key attributes and gives each a contrasting value, by one of several strategies.',
  source: "After NegGen's three prompts: describe, mask, complete (arXiv 2501.15183)",
  needs: { server: true },
  settings: z.strictObject({
    model: Model.optional().meta({
      label: 'Model',
      help: 'As the server lists it; the one of the workspace if left out.',
      control: 'model',
    }),
    strategy: StrategyName.default('attributes').meta({
      label: 'Strategy',
      help: 'What the model writes, and what the studio does.',
      choices: Object.fromEntries(strategies.map(({ name, label }) => [name, label])),
    }),
    pictures: z.boolean().default(true).meta({
      label: 'Look at pictures',
      help: 'Without it the model reads the text alone, and negatives of items with a picture are unbalanced.',
    }),
    ...templateSettings,
    ...exampleSettings,
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
    strategy: StrategyName,
    pictures: z.boolean(),
    templates: TemplateChoice,
    ...exampleOptions,
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
