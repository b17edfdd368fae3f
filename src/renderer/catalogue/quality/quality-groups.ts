import type { NegativeQuality, QualitySummary } from '#shared/contract/quality.ts'
import { generators } from '#shared/generators/registry.ts'

/** A row of the table: what the negatives have in common, and their figures. */
export interface QualityGroup {
  readonly kind: 'Generator' | 'Snapshot' | 'Curator'
  readonly name: string
  readonly summary: QualitySummary
}

export function qualityGroups({ generators, snapshots, curators }: NegativeQuality): QualityGroup[] {
  return [
    ...generators.map(({ key, summary }) => ({
      kind: 'Generator' as const,
      name: generatorName(key),
      summary,
    })),
    ...snapshots.map(({ key, summary }) => ({ kind: 'Snapshot' as const, name: key.name, summary })),
    ...curators.map(({ key, summary }) => ({ kind: 'Curator' as const, name: key.annotator, summary })),
  ]
}

/** "Ollama, gemma3:4b"; the label alone of a generator without a model. */
export function generatorName({ generator, model }: NegativeQuality['generators'][number]['key']): string {
  const label = generators.find(({ name }) => name === generator)?.label ?? generator
  return model === 'no model' ? label : `${label}, ${model}`
}
