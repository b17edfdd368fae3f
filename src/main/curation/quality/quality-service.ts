import { readDataset } from '#main/store/dataset-repository.ts'
import {
  type NegativeFigures,
  readNegativeFigures,
  readSnapshotMembers,
} from '#main/store/negative-figures-repository.ts'
import { listSnapshots } from '#main/store/snapshot-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { Annotator, ProposalId } from '#shared/contract/ids.ts'
import type { QualityFilter } from '#shared/contract/quality.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { distributions, summarise } from './summarise.ts'

/** The contract's section `quality`. */
export function createQualityService({ workspace }: { workspace: ReadableWorkspace }) {
  const { database } = workspace
  return {
    /** @throws ExpectedError NOT_FOUND without the data set */
    async of({ dataset, filter }) {
      if (readDataset(database, dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      const all = await readNegativeFigures(database, dataset)
      const members = readSnapshotMembers(database, dataset)
      const inSnapshot = (snapshot: QualityFilter['snapshot']) => {
        const own: ReadonlySet<ProposalId> | undefined = snapshot && members.get(snapshot)
        return all.filter(({ proposal }) => own?.has(proposal) === true)
      }
      const selected = (filter.snapshot === undefined ? all : inSnapshot(filter.snapshot)).filter(
        (negative) => passes(negative, filter),
      )
      return {
        selection: summarise(selected),
        distributions: distributions(selected),
        generators: [
          ...Map.groupBy(all, ({ generator, model }) => JSON.stringify([generator, model])).values(),
        ]
          .flatMap((own) => {
            const [first] = own
            if (first === undefined) return []
            const { generator, model } = first
            return [{ key: { generator, model }, summary: summarise(own) }]
          })
          .toSorted((a, b) => b.summary.negatives - a.summary.negatives),
        snapshots: listSnapshots(database, dataset).map((snapshot) => ({
          key: { snapshot: snapshot.id, name: snapshotLabel(snapshot) },
          summary: summarise(inSnapshot(snapshot.id)),
        })),
        curators: [...Map.groupBy(all, ({ annotator }) => annotator)]
          .flatMap(([annotator, own]) => (annotator === null ? [] : [curator(annotator, own)]))
          .toSorted((a, b) => b.summary.negatives - a.summary.negatives),
      }
    },
  } satisfies Service<'quality'>
}

function passes(negative: NegativeFigures, { generator, model, annotator }: QualityFilter): boolean {
  return (
    (generator === undefined || negative.generator === generator) &&
    (model === undefined || negative.model === model) &&
    (annotator === undefined || negative.annotator === annotator)
  )
}

function curator(annotator: Annotator, own: readonly NegativeFigures[]) {
  return { key: { annotator }, summary: summarise(own) }
}
