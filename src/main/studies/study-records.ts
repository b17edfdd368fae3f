import type { Reader } from '#main/store/database.ts'
import { listStudies, readReplications, readStudy, type StoredStudy } from '#main/store/study-repository.ts'
import { countFinishedTrials, readTrials, type StoredTrial } from '#main/store/study-trial-repository.ts'
import type { DatasetId, StudyId } from '#shared/contract/ids.ts'
import type { Study, StudySummary, StudyTrial } from '#shared/contract/studies.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { countTrainings } from '#shared/studies/trainings.ts'
import { allTrials, type KnownTrial, trialName } from './plan-trials.ts'
import { secondsLeft } from './time-left.ts'

/** Trainings that a study begins by itself before it gives them up; a person who resumes it begins the count anew. */
export const MOST_ATTEMPTS = 2

export interface StudyRecordsDependencies {
  database: Reader
  publish: Publish
  cores: number
}

/** Studies as the contract has them: what the store knows, and their progress. */
export class StudyRecords {
  readonly #with: StudyRecordsDependencies

  constructor(dependencies: StudyRecordsDependencies) {
    this.#with = dependencies
  }

  /** Newest first; with every study that has the data set as a replication where one is named. */
  list(dataset: DatasetId | null): StudySummary[] {
    return listStudies(this.#with.database, dataset).map((study) => this.#summarise(study))
  }

  /** @throws ExpectedError NOT_FOUND */
  stored(study: StudyId): StoredStudy {
    const found = readStudy(this.#with.database, study)
    if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This study does not exist any more.')
    return found
  }

  /** @throws ExpectedError NOT_FOUND */
  summary(study: StudyId): StudySummary {
    return this.#summarise(this.stored(study))
  }

  /**
   * With all trainings of its plan. The point of a final one is empty until tuning has chosen it.
   *
   * @throws ExpectedError NOT_FOUND
   */
  study(study: StudyId): Study {
    const stored = this.stored(study)
    const trials = readTrials(this.#with.database, study)
    const { metric } = stored.plan
    const queued = new Map(trials.map((trial) => [trialName(trial), trial]))
    return {
      ...this.#summarise(stored),
      plan: stored.plan,
      trials: allTrials(stored.plan, knownTrials(stored, trials)).map((trial): StudyTrial => {
        const known = queued.get(trialName(trial))
        return {
          ...trial,
          point: known?.point ?? trial.point ?? {},
          run: known?.run ?? null,
          state: known?.state ?? 'waiting',
          validation: known?.validation?.[metric] ?? null,
        }
      }),
    }
  }

  /** Tells the windows how a study stands; nothing of a study that is gone. */
  announce(study: StudyId): void {
    const found = readStudy(this.#with.database, study)
    if (found !== undefined) this.#with.publish({ topic: 'study', study: this.#summarise(found) })
  }

  #summarise(study: StoredStudy): StudySummary {
    const { database } = this.#with
    const { id, plan } = study
    return {
      id,
      name: study.name,
      question: plan.question,
      hash: study.hash,
      state: study.state,
      explanation: study.explanation,
      datasets: readReplications(database, id),
      arms: plan.arms.length,
      createdAt: study.createdAt,
      startedAt: study.startedAt,
      finishedAt: study.finishedAt,
      progress: {
        finished: countFinishedTrials(database, id),
        total: countTrainings(plan),
        secondsLeft: this.#secondsLeft(study),
      },
      conclusion: study.conclusion,
    }
  }

  #secondsLeft(study: StoredStudy): number | null {
    if (study.state !== 'running' && study.state !== 'paused') return null
    const trials = readTrials(this.#with.database, study.id)
    const planned = allTrials(study.plan, knownTrials(study, trials))
    return secondsLeft({ plan: study.plan, planned, trials, cores: this.#with.cores })
  }
}

/** What came of the trainings of a study that were put into the queue. */
export function knownTrials(
  { plan }: Pick<StoredStudy, 'plan'>,
  trials: readonly StoredTrial[],
): KnownTrial[] {
  return trials.map(({ replication, arm, stage, point, seed, state, attempts, validation }) => ({
    ...{ replication, arm, stage, point, seed },
    outcome: outcomeOf(state, attempts),
    validation: validation?.[plan.metric] ?? null,
  }))
}

function outcomeOf(state: StoredTrial['state'], attempts: number): KnownTrial['outcome'] {
  if (state === 'finished') return 'finished'
  return (state === 'failed' || state === 'stopped') && attempts >= MOST_ATTEMPTS ? 'given-up' : 'open'
}
