import { describeStrategy } from './strategy-descriptor.ts'

export const fullText = describeStrategy({
  name: 'full-text',
  label: 'Full text (the paper)',
  summary:
    'The model copies both texts twice: with masks, then with new values. Many more words, as in the paper.',
  steps: ['describe', 'mask', 'complete'],
  window: 16,
})
