import { z } from 'zod'
import { describeWorld } from './descriptor.ts'

export const wordy = describeWorld({
  name: 'wordy',
  label: 'Wordy texts',
  summary:
    'At least half of the words of each text state attributes that do not matter, such as origin or warranty.',
  source: 'The sample shop with eight further nuisance attributes',
  settings: z.strictObject({ name: z.literal('wordy') }),
  changes: () => ({ nuisanceShare: 0.5 }),
})
