import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { encodeAll } from '#main/encoders/encode-all.ts'
import { askTrainer } from '#main/runs/ask-trainer.ts'
import { RunFolder } from '#main/runs/run-folder.ts'
import { runSpaces } from '#main/runs/run-spaces.ts'
import type { KnownBackends } from '#main/runs/trainer-process.ts'
import { readPositive } from '#main/store/item-repository.ts'
import {
  readItemChanges,
  readProbeItem,
  readProbeItems,
  readUserPosition,
  readUsersBeginning,
} from '#main/store/probe-repository.ts'
import { readRun, type StoredRun } from '#main/store/run-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { asFloat32Matrix, asInt32List, asInt32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'
import { itemText } from '#shared/item-text.ts'
import { modelDescriptor, probedFeatures } from '#shared/training/models/model-settings.ts'
import { byAttribute } from './attribute-effects.ts'
import { type SingleChange, singleChanges } from './single-changes.ts'

export interface ProbesDependencies {
  workspace: Workspace
  texts: CatalogueEncoder
  pictures: CataloguePictures
  /** Built file of the trainer. */
  trainerEntry: string
  knownBackends: KnownBackends
}

const USERS_LISTED = 50
/** Of a list that a run recommends. */
const RECOMMENDED = 20
/** Each takes a forward pass of the model. */
const MOST_CHANGES = 24
/** Items whose effects stay in memory: another user of one is answered at once. */
const KEPT = 4

/** The contract's section `probes`. */
export function createProbesService(dependencies: ProbesDependencies) {
  const { workspace } = dependencies
  const { database } = workspace
  const known = new Map<string, Effects>()

  /** @throws ExpectedError as `probes.effects` does; the signal's reason once it is aborted */
  async function effectsOf(
    run: StoredRun,
    position: number,
    changes: readonly SingleChange[],
    signal: AbortSignal,
  ): Promise<Effects> {
    const key = JSON.stringify([run.id, run.createdAt, position, changes])
    const effects = known.get(key) ?? (await measure(dependencies, run, position, changes, signal))
    known.delete(key)
    known.set(key, effects)
    const [oldest] = known.keys()
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest)
    return effects
  }

  return {
    /** @throws ExpectedError NOT_FOUND */
    async choices({ run, search, user }) {
      const { dataset } = existing(workspace, run)
      const users = readUsersBeginning(database, { dataset, search, limit: USERS_LISTED })
      const position = user === null ? undefined : readUserPosition(database, dataset, user)
      if (user === null || position === undefined) return { users, items: [] }
      const recommended = await recommendedTo(new RunFolder(workspace.paths.run(run)), position)
      return { users, items: readProbeItems(database, { dataset, user, recommended }) }
    },

    /**
     * @throws ExpectedError NOT_FOUND without the run, user or item; BAD_INPUT when the run has nothing to ask, its scores
     *   depend on no text, or no proposal says which attributes the item has
     */
    async effects({ run: id, user, item: externalId }, { signal = new AbortController().signal }) {
      const run = existing(workspace, id)
      assertProbeable(run, new RunFolder(workspace.paths.run(id)))
      const { dataset } = run
      const row = readUserPosition(database, dataset, user)
      if (row === undefined) throw new ExpectedError('NOT_FOUND', `The data set has no user ‘${user}’.`)
      const found = readProbeItem(database, { dataset, user, item: externalId })
      const positive = found && readPositive(database, found.id)
      if (found === undefined || positive === undefined) {
        throw new ExpectedError('NOT_FOUND', `The data set has no item ‘${externalId}’.`)
      }
      const { changes, notFound } = singleChanges(itemText(positive), readItemChanges(database, found.id))
      const asked = changes.slice(0, MOST_CHANGES)
      if (asked.length === 0) {
        throw new ExpectedError(
          'BAD_INPUT',
          `No proposal says which attributes ‘${found.title}’ has: generate negatives for it first.`,
        )
      }
      const { users, values } = await effectsOf(run, found.position, asked, signal)
      const effects = asked.map(({ attribute, from, to }, change) => {
        return { attribute, from, to, effect: values[change * users + row] ?? Number.NaN }
      })
      return { run: id, user, item: found, attributes: byAttribute(effects), notFound }
    },
  } satisfies Service<'probes'>
}

/** For every user: row after row, [changes, users]. */
interface Effects {
  users: number
  values: Float32Array
}

function existing({ database }: Workspace, id: RunId): StoredRun {
  const run = readRun(database, id)
  if (run === undefined) throw new ExpectedError('NOT_FOUND', 'This run does not exist any more.')
  return run
}

function assertProbeable({ state, config }: StoredRun, folder: RunFolder): void {
  if (probedFeatures(config.model).length === 0) {
    const { label } = modelDescriptor(config.model.name)
    throw new ExpectedError(
      'BAD_INPUT',
      `The scores of ${label} with these settings depend on no text, so there is nothing to ask. Train a model that reads texts, such as Content LightGCN.`,
    )
  }
  const ended = state === 'finished' || state === 'stopped'
  if (!ended || !existsSync(join(folder.path, 'output', 'best.safetensors'))) {
    throw new ExpectedError(
      'BAD_INPUT',
      'This run has no result yet: wait until it has finished, or train it again.',
    )
  }
}

/** Encodes the changed texts as the run's were, and hands them to a trainer as protocol.ts lays it out. */
async function measure(
  { workspace, texts, pictures, trainerEntry, knownBackends }: ProbesDependencies,
  run: StoredRun,
  position: number,
  changes: readonly SingleChange[],
  signal: AbortSignal,
): Promise<Effects> {
  const runFolder = new RunFolder(workspace.paths.run(run.id))
  const folder = await mkdtemp(join(runFolder.path, 'probe-'))
  try {
    const { encoder, visual } = await runSpaces({ texts, pictures }, run, runFolder)
    const write = (name: string, data: Int32Array | Float32Array, shape: number[]) =>
      writeFile(join(folder, name), encodeNpy(data, shape))
    await write('items.npy', new Int32Array(changes.length).fill(position), [changes.length])
    const matrices = {
      text: await encodeAll(
        encoder,
        changes.map((change) => change.text),
        signal,
      ),
      visual: await visual.descriptions(
        changes.map((change) => change.visual),
        signal,
      ),
    }
    for (const [modality, matrix] of Object.entries(matrices)) {
      await write(`${modality}.npy`, matrix, [changes.length, encoder.dimensions])
    }
    const backends = await knownBackends(run.config.backend)
    const task = { name: 'probe', folder } as const
    await askTrainer({ entry: trainerEntry, folder: runFolder.path, task, backends }, signal)
    const file = join(folder, 'effects.npy')
    const { rows, cols, data } = asFloat32Matrix(decodeNpy(await readFile(file), file), file)
    if (rows !== changes.length) throw new Error(`${file}: ${rows} rows for ${changes.length} changes.`)
    return { users: cols, values: data }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Matrix rows of the items that the run recommends to a user; none where it does not say. */
async function recommendedTo({ path }: RunFolder, user: number): Promise<number[]> {
  const [lists, users] = ['test_lists.npy', 'test_users.npy'].map((name) => join(path, 'output', name))
  if (lists === undefined || users === undefined || !existsSync(lists) || !existsSync(users)) return []
  const place = asInt32List(decodeNpy(await readFile(users), users), users).indexOf(user)
  if (place < 0) return []
  const { cols, data } = asInt32Matrix(decodeNpy(await readFile(lists), lists), lists)
  return [...data.subarray(place * cols, place * cols + RECOMMENDED)].filter((item) => item >= 0)
}
