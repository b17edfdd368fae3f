import { seededRandom } from '#main/catalogue/random.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { encodeAll } from '#main/encoders/encode-all.ts'
import { textRevision } from '#main/encoders/encoders.ts'
import { unlessAborted } from '#main/encoders/unless-aborted.ts'
import { row } from '#main/encoders/vectors.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import {
  countNewerProposals,
  readItemIds,
  readMappedItems,
  readMappedProposals,
  readProposalItems,
  walkProposedTexts,
} from '#main/store/map-points.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { MAP_POINTS, type MapKey, type MapPoints, type MapState } from '#shared/contract/maps.ts'
import type { Publish } from '#shared/contract/system.ts'
import { encoderCacheName } from '#shared/encoders/encoder.ts'
import { textEncoderNamed } from '#shared/encoders/text-encoder-settings.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { choosePoints } from './choose-points.ts'
import { LAYOUT_VERSION } from './layout.ts'
import { layoutInThread } from './layout-thread.ts'
import { type MapFile, readMap, writeMap } from './map-file.ts'

const SEED = 1

export interface MapsDependencies {
  workspace: ReadableWorkspace
  texts: CatalogueEncoder
  publish: Publish
  /** Points at most. */
  limit?: number
}

interface Drawing {
  readonly controller: AbortController
  readonly ended: Promise<void>
  state: Extract<MapState, { state: 'drawing' }>
}

/** Maps that were drawn, kept in the workspace, and those that are being drawn. */
export class Maps {
  readonly #with: MapsDependencies
  readonly #drawings = new Map<string, Drawing>()

  constructor(dependencies: MapsDependencies) {
    this.#with = dependencies
  }

  /** @throws ExpectedError NOT_FOUND where the data set is gone; as the encoder does that cannot be used */
  async state(key: MapKey): Promise<MapState> {
    const drawing = this.#drawings.get(nameOf(key))
    if (drawing !== undefined) return drawing.state
    const map = await this.#read(key)
    if (map === undefined) return { state: 'absent' }
    return {
      state: 'drawn',
      drawnAt: map.drawnAt,
      items: map.items.length,
      allItems: map.allItems,
      proposals: map.proposals.length,
      allProposals: map.allProposals,
      newer: countNewerProposals(this.#with.workspace.database, key.dataset, map.newestProposal),
    }
  }

  /** Draws the map anew, or waits for the drawing that is under way. Rejects as `state` does. */
  async draw(key: MapKey): Promise<MapState> {
    const dataset = this.#dataset(key.dataset)
    const name = nameOf(key)
    let drawing = this.#drawings.get(name)
    if (drawing === undefined) {
      const controller = new AbortController()
      const ended = this.#draw(key, dataset, controller.signal).finally(() => this.#drawings.delete(name))
      drawing = { controller, ended, state: { state: 'drawing', stage: 'encoding', share: null } }
      this.#drawings.set(name, drawing)
      this.#announce(key, drawing.state)
    }
    const { controller } = drawing
    try {
      await drawing.ended
    } catch (error) {
      // Windows that do not wait here hear that nothing is being drawn any more.
      this.#announce(key, await this.state(key).catch((): MapState => ({ state: 'absent' })))
      if (!controller.signal.aborted) throw error
    }
    const state = await this.state(key)
    this.#announce(key, state)
    return state
  }

  /** Whether something was being drawn. */
  cancel(key: MapKey): boolean {
    const drawing = this.#drawings.get(nameOf(key))
    drawing?.controller.abort()
    return drawing !== undefined
  }

  /** @throws ExpectedError NOT_FOUND where no such map was drawn */
  async points(key: MapKey): Promise<MapPoints> {
    const map = await this.#read(key)
    if (map === undefined) {
      throw new ExpectedError('NOT_FOUND', 'This map was not drawn yet.', { retry: 'Draw it first.' })
    }
    const { database } = this.#with.workspace
    const place = (index: number) => ({ x: map.places[index * 2] ?? 0, y: map.places[index * 2 + 1] ?? 0 })
    const itemRows = new Map(map.items.map((item, index) => [item, index]))
    const proposalRows = new Map(map.proposals.map((id, index) => [id, map.items.length + index]))
    return {
      items: readMappedItems(database, map.items).map((item) => ({
        ...item,
        ...place(itemRows.get(item.item) ?? 0),
      })),
      proposals: readMappedProposals(database, map.proposals).map((proposal) => ({
        ...proposal,
        ...place(proposalRows.get(proposal.proposal) ?? 0),
      })),
    }
  }

  /** Ends what is being drawn. */
  async close(): Promise<void> {
    const drawings = [...this.#drawings.values()]
    for (const { controller } of drawings) controller.abort()
    await Promise.allSettled(drawings.map(({ ended }) => ended))
  }

  async #draw(key: MapKey, dataset: Dataset, signal: AbortSignal): Promise<void> {
    const { workspace, texts, limit = MAP_POINTS } = this.#with
    const { database } = workspace
    const all = {
      items: readItemIds(database, key.dataset),
      proposals: readProposalItems(database, key.dataset),
    }
    const { items, proposals } = choosePoints(all.items, all.proposals, limit, seededRandom(SEED))
    const { encoder, vectors } = await unlessAborted(texts(key.dataset, key.encoder), signal)
    const negatives: string[] = []
    for await (const text of walkProposedTexts(database, proposals)) negatives.push(text)
    const encoded = await encodeAll(encoder, negatives, signal)
    const { dimensions } = encoder
    const matrix = new Float32Array((items.length + proposals.length) * dimensions)
    const positions = new Map(all.items.map((item, position) => [item, position]))
    items.forEach((item, index) => {
      matrix.set(row(vectors, positions.get(item) ?? 0, dimensions), index * dimensions)
    })
    matrix.set(encoded, items.length * dimensions)
    this.#progress(key, { state: 'drawing', stage: 'neighbors', share: null })
    const places = await layoutInThread(
      { vectors: matrix, dimensions, seed: SEED },
      (share) => this.#progress(key, { state: 'drawing', stage: 'layout', share }),
      signal,
    )
    await writeMap(await this.#folder(key), {
      ...this.#identity(dataset),
      drawnAt: Date.now(),
      items: [...items],
      proposals: [...proposals],
      allItems: all.items.length,
      allProposals: all.proposals.length,
      newestProposal: all.proposals.at(-1)?.id ?? 0,
      places: Array.from(places),
    })
  }

  #progress(key: MapKey, state: Drawing['state']): void {
    const drawing = this.#drawings.get(nameOf(key))
    if (drawing === undefined) return
    drawing.state = state
    this.#announce(key, state)
  }

  #announce(key: MapKey, state: MapState): void {
    this.#with.publish({ topic: 'map', key, state })
  }

  async #read(key: MapKey): Promise<MapFile | undefined> {
    const identity = this.#identity(this.#dataset(key.dataset))
    const map = await readMap(await this.#folder(key))
    if (map === undefined) return undefined
    const { layout, seed, datasetCreatedAt } = map
    return JSON.stringify({ layout, seed, datasetCreatedAt }) === JSON.stringify(identity) ? map : undefined
  }

  #identity({ createdAt }: Dataset): Pick<MapFile, 'layout' | 'seed' | 'datasetCreatedAt'> {
    return { layout: LAYOUT_VERSION, seed: SEED, datasetCreatedAt: createdAt }
  }

  async #folder({ dataset, encoder }: MapKey): Promise<string> {
    const name = encoderCacheName(textEncoderNamed(encoder.name), encoder, await textRevision(encoder))
    return this.#with.workspace.paths.features(`${name}-map-of-dataset-${dataset}`)
  }

  #dataset(id: DatasetId): Dataset {
    const dataset = readDataset(this.#with.workspace.database, id)
    if (dataset === undefined) throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
    return dataset
  }
}

function nameOf(key: MapKey): string {
  return JSON.stringify(key)
}
