import { describeStrategy } from './strategy-descriptor.ts'

export const oneCall = describeStrategy({
  name: 'one-call',
  label: 'One call',
  summary:
    'One answer has the description of the picture, the key attributes and their new values; the studio writes both texts.',
  steps: ['one-call', 'smooth'],
  window: 1,
})
