import type { GenerationItem, GenerationRequest } from '#main/generators/generator.ts'
import { assess } from '#main/proposals/rules/assess.ts'
import type { ContrastedAttribute } from '#main/proposals/rules/attribute-answers.ts'
import { type ModalityTexts, modalityOf } from '#main/proposals/rules/masks.ts'
import type { AttributeChange, Flag, NegativeContent } from '#shared/contract/proposals.ts'
import { findOccurrences } from '#shared/wording/occurrences.ts'
import { type Writing, writeValues } from '#shared/wording/write-values.ts'
import type { Asked } from './ask.ts'
import { smoothen } from './smoothen.ts'
import type { Drafted, StrategyContext } from './strategy.ts'

/**
 * Writes both texts of a negative from attributes with their words and new values: every occurrence is found, masked
 * and replaced; the model is asked again only for phrases that rules of grammar doubt. What stands elsewhere stays.
 *
 * @param steps that led to the attributes
 */
export async function writeNegative(
  context: StrategyContext,
  item: GenerationItem,
  request: GenerationRequest,
  positive: ModalityTexts,
  attributes: readonly ContrastedAttribute[],
  steps: readonly Asked<unknown>[],
): Promise<Drafted> {
  const named = attributes.map(({ name, words, value }) => ({
    // What a mask cannot hold.
    name: name.replaceAll(/[[\]]/g, '').trim(),
    words,
    value,
  }))
  const write = (text: string): Writing => writeValues(text, findOccurrences(text, named), named)
  const text = write(positive.text)
  const visual = write(positive.visual)
  const masked = { text: text.masked, visual: visual.masked }
  const smoothed = await smoothen(context, item, request, [text, visual])
  const [smoothText = text.text, smoothVisual = visual.text] = smoothed.texts
  const changes = attributes.flatMap(({ words: [first = ''], value, why }, index): AttributeChange[] => {
    const name = named[index]?.name ?? ''
    const modality = modalityOf(name, masked)
    return modality === null ? [] : [{ name, from: first, to: value, modality, reason: why }]
  })
  const negative: NegativeContent = { text: smoothText, visual: smoothVisual, attributes: changes }
  const { flags, outsideEdits } = assess({
    hasImage: item.image !== null,
    positive,
    masked,
    negative,
    attributes: changes,
  })
  const all = [...steps, ...(smoothed.asked === null ? [] : [smoothed.asked])]
  const ambiguous = [...text.values, ...visual.values].some(({ occurrence }) => occurrence.ambiguous)
  const raised: Flag[] = [
    ...flags,
    ...(ambiguous ? (['ambiguous'] as const) : []),
    ...(all.some(({ repaired }) => repaired) ? (['repaired'] as const) : []),
  ]
  return {
    visualPositive: positive.visual,
    negative,
    flags: raised,
    outsideEdits,
    steps: all.map(({ provenance }) => provenance),
  }
}
