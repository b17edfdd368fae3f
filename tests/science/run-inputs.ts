import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createPictureEncoder } from '#main/encoders/catalogue-pictures.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { encodeAll } from '#main/encoders/encode-all.ts'
import { writeRunInput } from '#main/runs/run-input.ts'
import type { Database } from '#main/store/database.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { RunId, type SnapshotId } from '#shared/contract/ids.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { Matrix } from '#trainer/data/features.ts'
import { readRunInput, type TrainingInput } from '#trainer/files/run-input.ts'
import type { PreparedPlace } from './prepared-place.ts'

/** So many inputs stay in memory: arms of one snapshot and method follow each other. */
const KEPT = 4

/** What runs of a workspace learn from, as the engine writes it and the trainer reads it. */
export class RunInputs {
  readonly #workspace: Workspace
  readonly dataset: PreparedPlace['dataset']
  readonly #sources
  readonly #kept = new Map<string, TrainingInput>()

  constructor(workspace: Workspace, dataset: PreparedPlace['dataset']) {
    this.#workspace = workspace
    this.dataset = dataset
    const chosen = () => readSettings(workspace.database).textEncoder
    this.#sources = {
      texts: createCatalogueEncoder(workspace, chosen),
      pictures: createPictureEncoder(workspace),
    }
  }

  async of(config: TrainConfig, snapshot: SnapshotId | null): Promise<TrainingInput> {
    const key = JSON.stringify([snapshot, modelTraits(config.model).needs])
    const kept = this.#kept.get(key)
    if (kept !== undefined) return { ...kept, config }
    const input = await this.#make(config, snapshot)
    this.#kept.set(key, input)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > KEPT && oldest !== undefined) this.#kept.delete(oldest)
    return input
  }

  get database(): Database {
    return this.#workspace.database
  }

  /** The vectors of further texts. */
  async encode(texts: readonly string[]): Promise<Matrix> {
    const { encoder } = await this.#sources.texts(this.dataset)
    const values = await encodeAll(encoder, texts, new AbortController().signal)
    return { rows: texts.length, cols: encoder.dimensions, values }
  }

  /** The vectors of all items' texts. */
  async itemTexts(): Promise<Matrix> {
    const { encoder, vectors } = await this.#sources.texts(this.dataset)
    const { dimensions } = encoder
    return { rows: vectors.length / dimensions, cols: dimensions, values: vectors }
  }

  async #make(config: TrainConfig, snapshot: SnapshotId | null): Promise<TrainingInput> {
    const { paths, database } = this.#workspace
    const folder = await mkdtemp(join(tmpdir(), 'neggen-science-'))
    try {
      const workspace = { paths: { ...paths, run: () => folder }, database }
      const run = {
        id: RunId.parse(1),
        dataset: this.dataset,
        datasetName: paths.root,
        snapshot,
        config,
        study: null,
      }
      await writeRunInput({ ...this.#sources, workspace }, run, new AbortController().signal)
      return await readRunInput(folder)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
}
