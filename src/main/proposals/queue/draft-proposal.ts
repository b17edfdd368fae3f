import type { CatalogueTexts } from '#main/encoders/catalogue-texts.ts'
import type { VisualSpace } from '#main/encoders/visual-space.ts'
import type { Generation } from '#main/generators/generator.ts'
import { flagsOfQuality, mergeFlags } from '#main/proposals/quality/flags.ts'
import { measure } from '#main/proposals/quality/measure.ts'
import { flagsOfVocabulary } from '#main/proposals/quality/unseen-values.ts'
import type { Reader } from '#main/store/database.ts'
import { readCoInteractedItems } from '#main/store/interaction-repository.ts'
import type { Positive } from '#main/store/item-repository.ts'
import type { StoredJob } from '#main/store/job-repository.ts'
import type { NewProposal } from '#main/store/proposal-repository.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import { encoderName } from '#shared/encoders/encoder.ts'
import { textEncoderNamed } from '#shared/encoders/text-encoder-settings.ts'
import { modelOf } from '#shared/generators/generator-options.ts'
import { orEveryItemFails } from './encoder-failures.ts'

/** What negatives are measured in. */
export interface Spaces {
  texts: CatalogueTexts
  space: VisualSpace
}

/** What is stored of a generation, with its quality metrics and their flags. */
export async function draftProposal(
  database: Reader,
  job: StoredJob,
  item: Positive,
  generation: Generation,
  { texts, space }: Spaces,
  examples: ProposalId[],
): Promise<NewProposal> {
  const { options } = job
  const qualityMetrics = await orEveryItemFails(
    measure(item, generation, {
      encoder: texts.encoder,
      texts: texts.vectors,
      joint: space.joint ? { space, position: item.position } : null,
      liked: readCoInteractedItems(database, item.id),
    }),
  )
  return {
    dataset: item.dataset,
    item: item.id,
    job: job.id,
    visualPositive: generation.visualPositive,
    negative: generation.negative,
    flags: mergeFlags(
      generation.flags,
      flagsOfVocabulary(database, item, generation.negative.attributes),
      flagsOfQuality(qualityMetrics),
    ),
    qualityMetrics,
    provenance: {
      generator: options.generator.name,
      // As it was asked for, by which the next job finds what is proposed already; the digest is exact.
      model: modelOf(options.generator),
      modelDigest: generation.modelDigest,
      serverVersion: generation.serverVersion,
      seed: options.seed,
      options,
      hint: options.hint ?? null,
      encoder: encoderName(textEncoderNamed(texts.settings.name), texts.settings, texts.encoder.revision),
      ...(examples.length > 0 && { examples }),
      milliseconds: generation.milliseconds,
      steps: generation.steps,
    },
    createdAt: Date.now(),
  }
}
