import { z } from 'zod'
import { TemplateId } from '../contract/ids.ts'
import { TemplateChoice, type TemplateKind } from '../contract/templates.ts'
import { exampleOptions, exampleSettings } from './example-settings.ts'
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

/** What a person chooses for a job of any generator that asks a model by a strategy, apart from where the model is. */
export const strategySettings = {
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
}

/** In tokens; what is asked of the server, or known of it, belongs to the generator. */
export const contextLength = ContextLength.default(8192)

/** What a job keeps of them, with its server. */
export const strategyOptions = {
  model: Model,
  host: z.string(),
  strategy: StrategyName,
  pictures: z.boolean(),
  templates: TemplateChoice,
  ...exampleOptions,
  temperature: Temperature,
  contextLength: ContextLength,
}

export const SUMMARY =
  'describes the picture, finds the key attributes and gives each a contrasting value, by one of several strategies.'
export const SOURCE = "After NegGen's three prompts: describe, mask, complete (arXiv 2501.15183)"
