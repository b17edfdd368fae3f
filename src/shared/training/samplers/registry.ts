import { mixgcf } from './mixgcf.ts'
import { mixture } from './mixture.ts'
import { parts } from './parts.ts'

/** Every negative sampler, in the order in which forms and lists show them. */
export const samplers = [...parts, mixgcf, mixture] as const
