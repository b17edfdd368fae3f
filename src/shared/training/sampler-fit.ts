import type { ModelAbility } from './descriptor.ts'
import { type ModelSettings, modelDescriptor, modelTraits } from './models/model-settings.ts'
import { models } from './models/registry.ts'
import { type SamplerSettings, samplerDescriptor } from './samplers/sampler-settings.ts'

/** What a sampler asks of a model, to follow "asks for". */
const ASKED: Readonly<Record<ModelAbility, string>> = {
  'score-negatives': 'scores of curated negatives',
  'mix-layers': 'vectors of items by layer',
}

/** Why the model cannot be trained with the sampler, in a sentence; null if it can. */
export function samplerProblem(model: ModelSettings, sampler: SamplerSettings | null): string | null {
  if (sampler === null) return null
  const { label, asks = [] } = samplerDescriptor(sampler.name)
  const { abilities } = modelTraits(model)
  const missing = asks.find((ability) => !abilities.includes(ability))
  if (missing === undefined) return null
  const fitting = models.filter((one) => asks.every((ability) => offered(one.abilities, ability)))
  const others = fitting.map((one) => one.label).join(', ')
  const chosen = modelDescriptor(model.name).label
  const settings = fitting.some(({ name }) => name === model.name) ? ' with these settings' : ''
  return `${label} asks for ${ASKED[missing]}, and ${chosen}${settings} has none: choose another sampler, or one of ${others}.`
}

function offered(abilities: readonly ModelAbility[], ability: ModelAbility): boolean {
  return abilities.includes(ability)
}
