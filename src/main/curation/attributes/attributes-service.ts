import { walkProposedChanges } from '#main/store/attribute-changes.ts'
import {
  findNewestAttributeStep,
  insertAttributeVerdict,
  readStandingVerdicts,
  readVerdictsOfStep,
  type StandingVerdict,
} from '#main/store/attribute-verdict-repository.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { readModelMerges, replaceModelMerges } from '#main/store/model-merge-repository.ts'
import { insertStep, setStepStanding } from '#main/store/step-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { AttributeLookup, schemeOf } from '#shared/attributes/scheme.ts'
import type { AttributeValue, CuratedAttribute } from '#shared/contract/attributes.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Publish, Settings } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { askModel } from './ask-model.ts'
import { describeVerdicts } from './describe-verdicts.ts'
import { mergeQuestions } from './merge-question.ts'
import { modelAnswers } from './model-answers.ts'
import { type AttributeTerms, suggestMerges } from './suggest.ts'
import { type AttributeTally, ChangeTallies, type Tally } from './tally-changes.ts'

export interface AttributesDependencies {
  workspace: Workspace
  publish: Publish
  settings: () => Pick<Settings, 'ollamaHost' | 'contextLength' | 'model'>
  /** Aborts when the engine closes. */
  closing: AbortSignal
}

/** The contract's section `attributes`: what curators say of attributes by name, for a whole catalogue. */
export function createAttributesService(dependencies: AttributesDependencies) {
  const { publish, settings, closing } = dependencies
  const { database } = dependencies.workspace
  /** Data sets that a model is asked about. */
  const asking = new Set<DatasetId>()
  return {
    /** @throws ExpectedError NOT_FOUND */
    async list({ dataset }) {
      requireDataset(dataset)
      const { attributes, standing, lookup } = await curatedAttributes(dataset)
      const decided = decidedIn(standing, lookup)
      return {
        attributes,
        suggestions: suggestMerges(
          termsOf(attributes),
          (name, value) => decided.has(subject(name, value)),
          modelAnswers(readModelMerges(database, dataset), lookup),
        ),
      }
    },

    /** @throws ExpectedError NOT_FOUND, CONFLICT while a model is asked about the data set; the failures of `askModel` */
    async askModel({ dataset, model: named }, { signal }) {
      requireDataset(dataset)
      const model = named ?? settings().model
      if (model === null) {
        throw new ExpectedError('BAD_INPUT', 'No model was chosen.', {
          retry: 'Choose one on the Generate page, or with `studio settings --set model=NAME`.',
        })
      }
      if (asking.has(dataset)) {
        throw new ExpectedError('CONFLICT', 'A model is being asked about these attributes already.')
      }
      asking.add(dataset)
      try {
        const questions = mergeQuestions(termsOf((await curatedAttributes(dataset)).attributes))
        let merges = 0
        await askModel(
          model,
          questions,
          settings(),
          ({ attribute }, answered) => {
            if (answered.length === 0) return
            merges += answered.length
            const said = answered.map((merge) => ({ ...merge, attribute, model }))
            // A data set that was removed while the model thought takes no answers.
            requireDataset(dataset)
            replaceModelMerges(database, dataset, said, Date.now())
            publish({ topic: 'attributes', dataset })
          },
          signal === undefined ? closing : AbortSignal.any([signal, closing]),
        )
        return { model, questions: questions.length, merges }
      } finally {
        asking.delete(dataset)
      }
    },

    /** @throws ExpectedError NOT_FOUND */
    decide({ dataset, annotator, verdicts }) {
      requireDataset(dataset)
      const step = database.transaction(() => {
        const inserted = insertStep(database, {
          annotator,
          kind: 'attributes',
          target: null,
          dataset,
          decisions: 0,
          dwell: null,
          createdAt: Date.now(),
        })
        for (const verdict of verdicts) insertAttributeVerdict(database, { step: inserted, dataset }, verdict)
        return inserted
      })
      publish({ topic: 'attributes', dataset })
      return { step }
    },

    /** Never another person's step, and never a decision on proposals. */
    undo({ dataset, annotator }) {
      const step = database.transaction(() => {
        const newest = findNewestAttributeStep(database, annotator, dataset)
        if (newest === undefined) return null
        insertStep(database, {
          annotator,
          kind: 'undo',
          target: newest,
          dataset,
          decisions: 0,
          dwell: null,
          createdAt: Date.now(),
        })
        setStepStanding(database, newest, false)
        return newest
      })
      if (step === null) return { undone: null }
      publish({ topic: 'attributes', dataset })
      return { undone: { step, description: describeVerdicts(readVerdictsOfStep(database, step)) } }
    },
  } satisfies Service<'attributes'>

  async function curatedAttributes(dataset: DatasetId) {
    const standing = readStandingVerdicts(database, dataset)
    const lookup = new AttributeLookup(schemeOf(standing.map(({ verdict }) => verdict)))
    const tallies = new ChangeTallies(lookup)
    for await (const page of walkProposedChanges(database, dataset)) {
      for (const changes of page) tallies.add(changes)
    }
    const attributes = [...tallies.attributes.values()]
      .toSorted(byCount)
      .map((tally) => toAttribute(tally, lookup, standing))
    return { attributes, standing, lookup }
  }

  function requireDataset(dataset: DatasetId): void {
    if (readDataset(database, dataset) !== undefined) return
    throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
  }
}

function termsOf(attributes: readonly CuratedAttribute[]): AttributeTerms[] {
  return attributes.map(({ name, changed, values }) => ({
    text: name,
    count: changed,
    values: values.map(({ value, changed: count }) => ({ text: value, count })),
  }))
}

function toAttribute(
  tally: AttributeTally,
  lookup: AttributeLookup,
  standing: readonly StandingVerdict[],
): CuratedAttribute {
  const { text: name, changed, kept, putBack } = tally
  const given = standing.findLast(
    ({ verdict }) => verdict.kind === 'role' && lookup.name(verdict.name) === name,
  )
  const role = lookup.role(name)
  return {
    name,
    merged: mergedInto(tally),
    changed,
    kept,
    putBack,
    role: role ?? 'undecided',
    roleBy: role === undefined || given === undefined ? null : { annotator: given.annotator, at: given.at },
    effectiveRole: role ?? (putBack > kept ? 'nuisance' : 'key'),
    values: [...tally.values.values()].toSorted(byCount).map(
      (value): AttributeValue => ({
        value: value.text,
        merged: mergedInto(value),
        changed: value.changed,
        kept: value.kept,
        putBack: value.putBack,
      }),
    ),
  }
}

function mergedInto({ text, spellings }: Tally): string[] {
  return [...spellings].filter((spelling) => spelling !== text).sort()
}

function byCount(a: Tally, b: Tally): number {
  return b.changed - a.changed || (a.text < b.text ? -1 : 1)
}

function decidedIn(standing: readonly StandingVerdict[], lookup: AttributeLookup): Set<string> {
  return new Set(
    standing.flatMap(({ verdict }) => {
      if (verdict.kind === 'role') return []
      return verdict.kind === 'name'
        ? [subject(verdict.name, null)]
        : [subject(lookup.name(verdict.name), verdict.value)]
    }),
  )
}

function subject(name: string, value: string | null): string {
  return JSON.stringify([name, value])
}
