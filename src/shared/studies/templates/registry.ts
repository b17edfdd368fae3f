import { curatedNegatives } from './curated-negatives.ts'
import { neggenAblation } from './neggen-ablation.ts'
import { samplers } from './samplers.ts'

/** Every template of studies, in the order in which lists show them. */
export const studyTemplates = [curatedNegatives, samplers, neggenAblation] as const
