import type { DatasetCounts } from '#shared/contract/catalogue.ts'
import type { LeftOut } from '#shared/contract/imports.ts'
import type { SimilarIds } from './similar-ids.ts'

export interface ImportFacts {
  counts: DatasetCounts
  /** Among the source's ids. */
  similarItems: SimilarIds | null
  similarUsers: SimilarIds | null
  /** Whether there is a file that says more of the items than their ids. */
  areDescribed: boolean
  wantsPictures: boolean
  leftOut: readonly LeftOut[]
}

/** From this share of the rows on, leaving them out is more than a few slips. */
const MANY_LEFT_OUT = 0.1

/** Why a data set that was imported cannot be trained on, or looks wrong: whole sentences that say what to do. */
export function importWarnings(facts: ImportFacts): string[] {
  return [
    ...splitWarnings(facts.counts),
    ...similarIdWarnings('items', facts.similarItems),
    ...similarIdWarnings('users', facts.similarUsers),
    ...pictureWarnings(facts),
    ...textWarnings(facts),
    ...leftOutWarnings(facts),
  ]
}

function splitWarnings({ train, validation, test }: DatasetCounts): string[] {
  const instead = 'Choose another split, or take data with more interactions per user.'
  return [
    ...(train === 0
      ? [`No interaction is in the training split, so that nothing can be learned. ${instead}`]
      : []),
    ...(validation === 0
      ? [`No interaction is in the validation split, so that no training knows when to stop. ${instead}`]
      : []),
    ...(test === 0
      ? [`No interaction is in the test split, so that no model can be compared. ${instead}`]
      : []),
  ]
}

function similarIdWarnings(what: string, similar: SimilarIds | null): string[] {
  if (similar === null) return []
  const [one, other] = similar.example
  return [
    `${similar.count} of the ids of ${what} differ from another one only in case or blanks, as "${one}" and "${other}" do. If they mean the same, write them alike and import again.`,
  ]
}

function pictureWarnings({ counts: { images, items }, wantsPictures, leftOut }: ImportFacts): string[] {
  const stated = leftOut.some(({ reason }) => reason.startsWith('the picture '))
  if (images >= items / 2 || (images === 0 && !wantsPictures && !stated)) return []
  const have = images === 0 ? 'No item has a picture' : `Only ${images} of ${items} items have a picture`
  return [
    `${have}. Check the folder of pictures: their names are the items’ ids, or the picture column holds their paths.`,
  ]
}

function textWarnings({ areDescribed }: ImportFacts): string[] {
  if (areDescribed) return []
  return [
    'Nothing is known of the items but their ids, so that no negatives can be generated. Import with a file of items, which has their titles and descriptions.',
  ]
}

function leftOutWarnings({ counts, leftOut }: ImportFacts): string[] {
  const rows = leftOut.reduce((sum, { count }) => sum + count, 0)
  const all = rows + counts.items + counts.interactions
  if (rows <= all * MANY_LEFT_OUT) return []
  const share = Math.round((100 * rows) / all)
  return [`${share} % of the rows were left out. Look at the reasons before you train on the rest.`]
}
