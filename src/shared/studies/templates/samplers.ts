import { z } from 'zod'
import type { SamplerDescriptor } from '../../training/descriptor.ts'
import { samplers as registry } from '../../training/samplers/registry.ts'
import type { StudyArm } from '../plan.ts'
import { GRIDS, gridOf } from './grids.ts'
import type { StudyTemplate } from './template.ts'

const UNIFORM = 'uniform'

/** Half, once and twice as many candidates as the sampler has by itself, as far as it takes them. */
function candidates({ name, settings }: SamplerDescriptor): StudyArm['grid'] {
  const known = z.object({ candidates: z.int() }).safeParse(settings.parse({ name }))
  if (!known.success) return {}
  const { candidates: usual } = known.data
  const values = [Math.ceil(usual / 2), usual, 2 * usual]
  return { candidates: values.filter((value) => settings.safeParse({ name, candidates: value }).success) }
}

function armOf(sampler: SamplerDescriptor): StudyArm {
  return {
    name: sampler.name,
    label: sampler.label,
    settings: { model: 'lightgcn', sampler: sampler.name },
    grid: { ...gridOf(GRIDS.embeddings), ...candidates(sampler) },
    snapshot: null,
    placeboOf: null,
  }
}

const arms = registry.map(armOf).toSorted((a, b) => Number(b.name === UNIFORM) - Number(a.name === UNIFORM))

export const samplers = {
  name: 'samplers',
  label: 'Which sampler?',
  question: 'Which negative sampler is best for LightGCN?',
  summary: 'LightGCN with every negative sampler, each against uniform negatives.',
  snapshots: { curated: 'unused', uncurated: 'unused' },
  arms,
  hypotheses: arms
    .filter(({ name }) => name !== UNIFORM)
    .map(({ name, label }) => ({ text: label, arm: name, against: UNIFORM })),
} as const satisfies StudyTemplate
