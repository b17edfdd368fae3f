import { type DominantColour, pictureFeatures } from '#main/encoders/picture-features.ts'
import {
  type Generation,
  type GenerationItem,
  type Generator,
  ItemFailure,
} from '#main/generators/generator.ts'
import { assess } from '#main/proposals/rules/assess.ts'
import { modalityOf } from '#main/proposals/rules/masks.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import { NO_MODEL } from '#shared/generators/generator-options.ts'
import { itemText } from '#shared/item-text.ts'
import { looksEnglish } from '#shared/wording/language.ts'
import type { CatalogueKnowledge } from './catalogue-knowledge.ts'
import { type Change, chooseChanges } from './key-attributes.ts'
import { misname } from './naming-errors.ts'
import { seededRandom } from './random.ts'
import { rewrite } from './rewrite.ts'
import { fitsScript } from './script.ts'
import { sentenceBegin, visualDescription } from './visual-description.ts'
import { wordLine } from './words.ts'

/**
 * Makes negatives without a model, from what the catalogue says of its own items: the attributes that its text states get
 * values that comparable items really have, in the text and in a description of the picture alike. It cannot
 * know which attributes people choose by; that is what curation is for.
 *
 * @param knowledge of the data set whose items will be proposed for
 */
export function createRuleBasedGenerator(knowledge: () => Promise<CatalogueKnowledge>): Generator {
  return {
    async prepare(signal) {
      await knowledge()
      signal.throwIfAborted()
    },
    async propose(item, { seed, hint, signal }) {
      const start = performance.now()
      const known = await knowledge()
      const kind = known.vocabulary.kind(item)
      const text = itemText(item)
      const english = looksEnglish(text)
      // Colours have English names.
      const colours = english ? await dominantColours(item) : []
      const palette = colours.length === 0 ? new Map() : await known.palettes.of(kind)
      signal.throwIfAborted()
      const attributes = known.vocabulary.attributes(item)
      const visual =
        item.image === null
          ? ''
          : visualDescription(
              { title: item.title, kind },
              colours,
              attributes.map(({ attribute }) => attribute),
              english,
            )
      const changes = chooseChanges(
        {
          text: item,
          whole: text,
          bindsTo: known.frames.bindsIn(text),
          line: wordLine(text),
          shown: wordLine(visual),
          hint: wordLine(hint ?? ''),
          attributes,
          exchanges: () => known.frames.exchanges(text),
          colours,
          palette,
        },
        seededRandom(seed, text),
      )
      const sound = contrasted({ text, visual, hasImage: item.image !== null }, changes)
      const naming = seededRandom(seed, text, 'naming')
      const named = misname(sound.negative.attributes, attributes, known.misnamedShare, naming)
      return {
        ...sound,
        negative: { ...sound.negative, attributes: named },
        steps: [],
        model: NO_MODEL,
        modelDigest: null,
        serverVersion: null,
        milliseconds: performance.now() - start,
      }
    },
  }
}

/** At most three colours that can be named apart: of "dark grey" and "grey" the larger one speaks for both. */
async function dominantColours({ image, title }: GenerationItem): Promise<DominantColour[]> {
  if (image === null) return []
  try {
    const { colours } = await pictureFeatures(image.path)
    return colours.slice(0, 3)
  } catch (cause) {
    throw new ItemFailure('BAD_INPUT', `The picture of "${title}" cannot be read.`, { cause })
  }
}

function contrasted(
  positive: { text: string; visual: string; hasImage: boolean },
  changes: readonly Change[],
): Pick<Generation, 'visualPositive' | 'negative' | 'flags' | 'outsideEdits'> {
  const text = rewrite(positive.text, changes)
  const visual = rewrite(positive.visual, changes)
  // What the text did not say gets a sentence of its own; its label counts as an edit outside the masks.
  for (const { name, to, place } of changes) {
    if (place !== 'catalogue' || !fitsScript(to, positive.text)) continue
    const gap = positive.text.includes('\n\n') ? ' ' : '\n\n'
    const begin = `${gap}${sentenceBegin(name, positive.text)}`
    text.masked += `${begin}[MASK:${name}].`
    text.text += `${begin}${to}.`
  }
  const masked = { text: text.masked, visual: visual.masked }
  const attributes = changes.flatMap(({ name, from, to, reason }): AttributeChange[] => {
    const modality = modalityOf(name, masked)
    return modality === null ? [] : [{ name, from, to, modality, reason }]
  })
  if (attributes.length === 0) {
    throw new ItemFailure(
      'BAD_INPUT',
      'Nothing of this item can be contrasted without a model: no attribute, word or colour that other items have, too.',
    )
  }
  const negative = { text: text.text, visual: visual.text, attributes }
  const { flags, outsideEdits } = assess({
    hasImage: positive.hasImage,
    positive: { text: positive.text, visual: positive.visual },
    masked,
    negative,
    attributes,
  })
  const unsure = changes.some((change) => change.unsure)
  return {
    visualPositive: positive.visual,
    negative,
    flags: unsure ? [...flags, 'ambiguous'] : flags,
    outsideEdits,
  }
}
