import { readDataset } from '#main/store/dataset-repository.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { listSnapshots } from '#main/store/snapshot-repository.ts'
import { studyNameTaken } from '#main/store/study-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { DatasetId, SnapshotId, StudyId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Study, StudyResults, StudyTemplateName } from '#shared/contract/studies.ts'
import { descriptorNamed } from '#shared/descriptors/descriptor-named.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { ArmSnapshot, StudyPlan } from '#shared/studies/plan.ts'
import { draftPlan } from '#shared/studies/templates/draft-plan.ts'
import { studyTemplates } from '#shared/studies/templates/registry.ts'
import type { StudyTemplate } from '#shared/studies/templates/template.ts'
import { CONTENT, checkPlan } from './check-plan.ts'
import { datasetHash } from './dataset-hash.ts'
import { STUDY_WRITERS } from './formats/registry.ts'
import { studyHash } from './study-hash.ts'
import type { StudyQueue } from './study-queue.ts'

export interface StudiesDependencies {
  workspace: Workspace
  queue: StudyQueue
  /** What a study found, as far as it is trained. */
  analyse: (study: Study) => Promise<StudyResults>
  /** Of the studio; studies keep it. */
  version: string
}

/** The contract's section `studies`. */
export function createStudiesService({ workspace, queue, analyse, version }: StudiesDependencies) {
  const { database } = workspace
  const { records } = queue

  const snapshotFor = (
    template: StudyTemplate,
    dataset: DatasetId,
    which: ArmSnapshot,
    named: SnapshotId | undefined,
  ): SnapshotId | null => {
    const use = template.snapshots[which]
    if (use === 'unused') return null
    const newest = listSnapshots(database, dataset).find((snapshot) => snapshot.which === CONTENT[which])
    const chosen = named ?? newest?.id
    if (chosen === undefined && use === 'required') {
      const name = readDataset(database, dataset)?.name ?? ''
      throw new ExpectedError(
        'BAD_INPUT',
        `‘${template.label}’ needs a snapshot of ${which} negatives, and ‘${name}’ has none. Save one first.`,
      )
    }
    return chosen ?? null
  }

  /** What does something to a study and answers how it stands then. */
  const summarised = (act: (study: StudyId) => void) => (input: { study: StudyId }) => {
    act(input.study)
    return records.summary(input.study)
  }

  return {
    list: ({ dataset }) => records.list(dataset ?? null),

    /** @throws ExpectedError NOT_FOUND */
    get: ({ study }) => records.study(study),

    /** @throws ExpectedError NOT_FOUND; otherwise as `analyseStudy` */
    results: ({ study }) => analyse(records.study(study)),

    /**
     * A plan to look at; nothing is written.
     *
     * @throws ExpectedError NOT_FOUND without a data set; BAD_INPUT where it lacks a snapshot that the template needs
     */
    draft({ template: name, replications }): StudyPlan {
      const template = descriptorNamed<StudyTemplate<StudyTemplateName>>(studyTemplates, 'template', name)
      const named = replications.map(({ dataset, curated, uncurated }) => {
        if (readDataset(database, dataset) === undefined) {
          throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
        }
        return {
          dataset,
          snapshots: {
            curated: snapshotFor(template, dataset, 'curated', curated),
            uncurated: snapshotFor(template, dataset, 'uncurated', uncurated),
          },
        }
      })
      return draftPlan(template, named, readSettings(database).textEncoder)
    },

    /** @throws ExpectedError CONFLICT when the name is taken; NOT_FOUND, BAD_INPUT as `checkPlan` */
    async create({ name, plan: given, start }) {
      const { textEncoder = readSettings(database).textEncoder } = given
      const plan = { ...given, textEncoder }
      const snapshots = checkPlan(database, plan)
      const datasets = new Map<DatasetId, string>()
      for (const { dataset } of plan.replications) {
        datasets.set(dataset, await datasetHash(workspace, dataset))
      }
      refuseTakenName(name)
      const hashes = new Map(snapshots.map((snapshot) => [snapshot.id, snapshot.hash]))
      const hash = studyHash(plan, { datasets, snapshots: hashes })
      const study = queue.add({ name, plan, hash, version, createdAt: Date.now() })
      if (start) queue.begin(study)
      return records.summary(study)
    },

    start: summarised((study) => queue.begin(study)),
    pause: summarised((study) => queue.pause(study)),
    resume: summarised((study) => queue.resume(study)),
    stop: summarised((study) => queue.stop(study)),

    /** @throws ExpectedError NOT_FOUND; CONFLICT when the name is taken */
    rename({ study, name }) {
      if (records.summary(study).name !== name) refuseTakenName(name)
      queue.rename(study, name)
      return records.summary(study)
    },

    async remove({ study }) {
      await queue.remove(study)
      return { removed: true }
    },

    /** @throws ExpectedError NOT_FOUND; otherwise as `analyseStudy` */
    async export({ study, format }) {
      const found = records.study(study)
      const { extension, write } = STUDY_WRITERS[format]
      const content = write(found, await analyse(found))
      return { filename: `${filenameOf(found.name)}${extension}`, content }
    },
  } satisfies Service<'studies'>

  function refuseTakenName(name: string): void {
    if (studyNameTaken(database, name)) {
      throw new ExpectedError('CONFLICT', `There is a study ‘${name}’ already; choose another name.`)
    }
  }
}

/** The name as far as every file system takes it. */
function filenameOf(name: string): string {
  return name.replaceAll(/[^\p{Letter}\p{Number} _.-]+/gu, '-').replace(/^[.-]+/, '') || 'study'
}
