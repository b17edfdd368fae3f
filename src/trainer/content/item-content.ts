import type { z } from 'zod'
import { assertNever } from '#shared/assert-never.ts'
import type { contentSettings } from '#shared/training/models/content-settings.ts'
import { itemFeatures } from '#shared/training/models/item-modalities.ts'
import { type Features, featureMatrix, type Matrix } from '../data/features.ts'
import type { Negatives } from '../data/negatives.ts'
import type { Rng } from '../data/rng.ts'
import { TrainingFailure } from '../failure.ts'
import { readAttributes } from './attribute-reader.ts'
import { centred, scaledBy, sideBySide, unitScale } from './centred.ts'
import { weighedByDifferences } from './difference-prior.ts'
import { standIns } from './negatives-control.ts'

type ContentSettings = z.infer<z.ZodObject<typeof contentSettings>>

/** What a content model reads. */
export interface ItemContent {
  /** f_i, centred over the items, with a mean square length of 1: [items, k]. */
  readonly items: Matrix
  /** For counterfactual BPR: f_i - f_i^- of each negative, [negatives, k]. */
  readonly differences: Matrix | null
  /** With vetoes: the values of nuisances that each item has, centred over the items, [items, values]. */
  readonly nuisance: Matrix | null
}

export interface ContentSource {
  readonly settings: ContentSettings
  readonly features: Features
  readonly negatives: Negatives | null
  /** For controls that draw. */
  readonly controls: Rng
}

/** The content of items without any use of negatives. */
export function plainContent(choice: ContentSettings['features'], features: Features): ItemContent {
  return { items: normalized(contentMatrix(choice, features)), differences: null, nuisance: null }
}

/**
 * The content of items, as the settings use the curated negatives for it.
 * @throws TrainingFailure where the settings use negatives and the run has none
 */
export function itemContent({ settings, features, negatives, controls }: ContentSource): ItemContent {
  if (settings.use === 'none') return plainContent(settings.features, features)
  const own = contentMatrix(settings.features, features)
  if (negatives === null) {
    throw new TrainingFailure(
      'These settings use curated negatives, and this run has none.',
      'Choose a snapshot, or no use of negatives.',
    )
  }
  const positive = featureMatrix(features, 'text_positive')
  const replaced = standIns(settings.negatives, negatives.items, controls)
  const negative = replaced({ positive, negative: featureMatrix(features, 'text_negative') })
  const without = settings.negatives === 'none'
  switch (settings.use) {
    case 'counterfactual': {
      const centre = centred(own)
      const scale = unitScale(centre)
      return {
        items: scaledBy(centre, scale),
        differences: without ? null : scaledBy(minus(positive, negative), scale),
        nuisance: null,
      }
    }
    case 'difference-prior': {
      const weighed = without ? own : weighedByDifferences(own, minus(positive, negative))
      return { items: normalized(weighed), differences: null, nuisance: null }
    }
    case 'attribute-reader': {
      const { labels } = negatives
      if (labels === null) throw new Error('The run has negatives without labels of attributes.')
      const texts = { labels, positive, negative: without ? null : negative }
      const { key, nuisance } = readAttributes(texts, own, settings)
      if (key.cols === 0) {
        throw new TrainingFailure(
          'None of the changed attributes is a key attribute, so there is nothing to read.',
          'Mark at least one attribute as key on the attributes page.',
        )
      }
      const vetoed = settings.vetoes && nuisance.cols > 0
      return { items: normalized(key), differences: null, nuisance: vetoed ? centred(nuisance) : null }
    }
    default:
      return assertNever(settings.use)
  }
}

/** The chosen vectors of each item side by side. */
function contentMatrix(choice: ContentSettings['features'], features: Features): Matrix {
  return sideBySide(itemFeatures(choice).map((name) => featureMatrix(features, name)))
}

function normalized(matrix: Matrix): Matrix {
  const centre = centred(matrix)
  return scaledBy(centre, unitScale(centre))
}

function minus(a: Matrix, b: Matrix): Matrix {
  return { rows: a.rows, cols: a.cols, values: a.values.map((value, at) => value - (b.values[at] ?? 0)) }
}
