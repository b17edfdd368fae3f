import { dns } from './dns.ts'
import { popularity } from './popularity.ts'
import { uniform } from './uniform.ts'

/** Every negative sampler, in the order in which forms and lists show them. */
export const samplers = [uniform, popularity, dns] as const
