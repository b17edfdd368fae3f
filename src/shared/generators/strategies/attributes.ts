import { describeStrategy } from './strategy-descriptor.ts'

export const attributes = describeStrategy({
  name: 'attributes',
  label: 'Attributes alone',
  summary:
    'The model names key attributes with their words, then a new value for each; the studio writes both texts, so nothing else can change.',
  steps: ['describe', 'attributes', 'values', 'smooth'],
  window: 16,
})
