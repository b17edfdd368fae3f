import { DatasetId, ItemId, ProposalId } from '#shared/contract/ids.ts'
import type { ReviewCard } from '#shared/contract/review.ts'

/** A pending proposal that turns a red mug blue, as the engine shows it to a curator. */
export function cardLike(id: number, parts: Partial<ReviewCard>): ReviewCard {
  const attribute = {
    name: 'colour',
    from: 'red',
    to: 'blue',
    modality: 'both',
    reason: 'It drives the choice',
  } as const
  const negative = { text: 'Mug\n\nA blue mug.', visual: 'A blue mug on a table', attributes: [attribute] }
  return {
    id: ProposalId.parse(id),
    dataset: DatasetId.parse(1),
    item: ItemId.parse(id),
    externalId: `item-${id}`,
    title: `Mug ${id}`,
    category: 'Kitchen',
    image: null,
    generator: 'rule-based',
    model: 'no model',
    state: 'pending',
    annotator: null,
    flags: [],
    qualityMetrics: {
      contrastText: 0.2,
      contrastImage: 0.2,
      balance: 1,
      cohesion: 1,
      hardness: null,
      falseNegativeRisk: 0.1,
      outsideEdits: 0,
    },
    attributes: negative.attributes,
    createdAt: id,
    positive: {
      text: 'Mug\n\nA red mug.',
      visual: 'A red mug on a table',
      attributes: [{ name: 'colour', values: ['red'] }],
    },
    proposed: negative,
    current: negative,
    draft: null,
    note: '',
    standing: null,
    history: [],
    ...parts,
  }
}
