import type { QualitySummary } from '#shared/contract/quality.ts'
import { datasetNamed, type Session } from '../session.ts'
import { figure } from '../terminal.ts'

export interface QualityOptions {
  dataset: string
}

/** `quality`: medians and acceptance of the negatives of each generator, snapshot and curator. */
export async function quality({ client, output }: Session, { dataset }: QualityOptions): Promise<void> {
  const { id } = await datasetNamed(client, dataset)
  const found = await client.quality.of({ dataset: id, filter: {} })
  output.rows(
    [
      ...found.generators.map(({ key, summary }) =>
        row('generator', `${key.generator}, ${key.model}`, summary),
      ),
      ...found.snapshots.map(({ key, summary }) => row('snapshot', key.name, summary)),
      ...found.curators.map(({ key, summary }) => row('curator', key.annotator, summary)),
    ],
    {
      of: (group) => group.of,
      name: (group) => group.name,
      negatives: (group) => group.negatives,
      acceptance: (group) => figure(group.acceptanceRate) ?? '-',
      'contrast text': (group) => figure(group.medians.contrastText) ?? '-',
      'contrast picture': (group) => figure(group.medians.contrastImage) ?? '-',
      balance: (group) => figure(group.medians.balance) ?? '-',
      cohesion: (group) => figure(group.medians.cohesion) ?? '-',
      hardness: (group) => figure(group.medians.hardness) ?? '-',
      risk: (group) => figure(group.medians.falseNegativeRisk) ?? '-',
    },
    'This data set has no negatives.',
  )
}

function row(of: string, name: string, summary: QualitySummary) {
  return { of, name, ...summary }
}
