import { Rng } from '../data/rng.ts'

/** Random numbers of a step, the same for every step. */
export const stepRng = () => new Rng(1, 'a step')
