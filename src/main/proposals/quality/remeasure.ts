import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { visualSpace } from '#main/encoders/visual-space.ts'
import { assess } from '#main/proposals/rules/assess.ts'
import { modalityOf } from '#main/proposals/rules/masks.ts'
import { readCoInteractedItems } from '#main/store/interaction-repository.ts'
import { readPositive } from '#main/store/item-repository.ts'
import { readProposalContent, readProposalSummary } from '#main/store/proposal-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { Flag, MeasuredQuality, NegativeContent } from '#shared/contract/proposals.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { itemText } from '#shared/item-text.ts'
import { findOccurrences } from '#shared/wording/occurrences.ts'
import { writeValues } from '#shared/wording/write-values.ts'
import { flagsOfQuality, mergeFlags } from './flags.ts'
import { measure } from './measure.ts'
import { flagsOfVocabulary } from './unseen-values.ts'

/**
 * Quality metrics and flags that a proposal would have with other content. What a generator masked is not known of an edit: each
 * place where an old value stands in the positive counts as masked.
 *
 * @throws ExpectedError NOT_FOUND when the proposal is gone; as the encoder does that cannot be used
 */
export async function remeasure(
  {
    workspace,
    texts,
    pictures,
  }: { workspace: ReadableWorkspace; texts: CatalogueEncoder; pictures: CataloguePictures },
  proposal: ProposalId,
  negative: NegativeContent,
): Promise<{ qualityMetrics: MeasuredQuality; flags: Flag[] }> {
  const summary = readProposalSummary(workspace.database, proposal)
  const content = readProposalContent(workspace.database, proposal)
  const item = summary && readPositive(workspace.database, summary.item)
  if (content === undefined || item === undefined) {
    throw new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.')
  }
  const catalogue = await texts(item.dataset)
  const space = await visualSpace({ texts, pictures }, item.dataset, catalogue.settings)
  const positive = { text: itemText(item), visual: content.visualPositive }
  const masked = {
    text: maskedText(positive.text, negative),
    visual: maskedText(positive.visual, negative),
  }
  const attributes = negative.attributes.map((attribute) => ({
    ...attribute,
    modality: modalityOf(attribute.name, masked) ?? attribute.modality,
  }))
  const rules = assess({ hasImage: item.image !== null, positive, masked, negative, attributes })
  const qualityMetrics = await measure(
    item,
    { visualPositive: positive.visual, negative, outsideEdits: rules.outsideEdits },
    {
      encoder: catalogue.encoder,
      texts: catalogue.vectors,
      joint: space.joint ? { space, position: item.position } : null,
      liked: readCoInteractedItems(workspace.database, item.id),
    },
  )
  const unseen = flagsOfVocabulary(workspace.database, item, attributes)
  return { qualityMetrics, flags: mergeFlags(rules.flags, unseen, flagsOfQuality(qualityMetrics)) }
}

function maskedText(text: string, { attributes }: NegativeContent): string {
  const occurrences = findOccurrences(
    text,
    attributes.map(({ from }) => ({ words: [from] })),
  )
  return writeValues(
    text,
    occurrences,
    attributes.map(({ name, to }) => ({ name, value: to })),
  ).masked
}
