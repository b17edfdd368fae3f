import { bprMf } from './bpr-mf.ts'
import { lightgcn } from './lightgcn.ts'
import { neggen } from './neggen.ts'
import { popularity } from './popularity.ts'

/** Every model, in the order in which forms and lists show them. */
export const models = [neggen, lightgcn, bprMf, popularity] as const
