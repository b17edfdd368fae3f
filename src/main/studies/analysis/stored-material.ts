import { setImmediate } from 'node:timers/promises'
import type { RunRecords } from '#main/runs/run-records.ts'
import { readTestRanks } from '#main/runs/test-ranks.ts'
import { readUserMetrics } from '#main/runs/user-metrics.ts'
import { readInteractionPairs, readMatrixSize } from '#main/store/interaction-repository.ts'
import { readItemCategories } from '#main/store/item-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { StrataFacts, StudyMaterial } from './study-material.ts'

/** Between pages the engine answers its windows. */
const USERS_PER_PAGE = 1000
const TRAINING = 0

/** A study's material as the workspace keeps it. */
export function storedMaterial(
  workspace: ReadableWorkspace,
  records: Pick<RunRecords, 'find' | 'folderOf'>,
  study: StudyMaterial['study'],
): StudyMaterial {
  return {
    study,
    run: (run) => records.find(run),
    userMetrics: (run) => readUserMetrics(records.folderOf(run.id).path, run.name),
    testRanks: (run) => readTestRanks(records.folderOf(run.id).path, run.name),
    strataFacts: (dataset) => readStrataFacts(workspace, dataset),
  }
}

async function readStrataFacts({ database }: ReadableWorkspace, dataset: DatasetId): Promise<StrataFacts> {
  const size = readMatrixSize(database, dataset)
  const facts = {
    itemInteractions: new Int32Array(size.items),
    userInteractions: new Int32Array(size.users),
    itemCategories: readItemCategories(database, dataset),
  }
  for (let fromUser = 0; fromUser < size.users; fromUser += USERS_PER_PAGE) {
    const page = { dataset, fromUser, toUser: fromUser + USERS_PER_PAGE }
    for (const { user, item, split } of readInteractionPairs(database, page)) {
      if (split !== TRAINING) continue
      facts.itemInteractions[item] = (facts.itemInteractions[item] ?? 0) + 1
      facts.userInteractions[user] = (facts.userInteractions[user] ?? 0) + 1
    }
    await setImmediate()
  }
  return facts
}
