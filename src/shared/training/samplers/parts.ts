import { ahns } from './ahns.ts'
import { dns } from './dns.ts'
import { dnsMn } from './dns-mn.ts'
import { popularity } from './popularity.ts'
import { uniform } from './uniform.ts'

/** The samplers that stand alone: what a mixture is made of. */
export const parts = [uniform, popularity, dns, dnsMn, ahns] as const
