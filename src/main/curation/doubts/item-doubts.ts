import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { encodeAll } from '#main/encoders/encode-all.ts'
import { attributeLabels } from '#main/runs/attribute-labels.ts'
import { readStandingVerdicts } from '#main/store/attribute-verdict-repository.ts'
import { type CuratedText, readCuratedTexts } from '#main/store/curated-texts.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import { schemeOf } from '#shared/attributes/scheme.ts'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Publish } from '#shared/contract/system.ts'
import { measureDoubts } from './measure-doubts.ts'

export interface ItemDoubtsDependencies {
  workspace: ReadableWorkspace
  texts: CatalogueEncoder
  /** Built file of the trainer. */
  trainerEntry: string
  publish: Publish
  onBug: (error: unknown) => void
  /** Milliseconds between two computations of a data set, so that fast decisions do not keep the machine busy. */
  pause?: number
}

/** How unsure the reader is of each item, by its row in the matrices of the data set. */
export type Doubts = Float32Array

interface Known {
  /** Null before anything is curated. */
  doubts: Doubts | null
  /** Of the decisions that it was computed from. */
  version: number
}

/** What is known of one data set. */
interface Book {
  /** Counts decisions and verdicts on attributes. */
  version: number
  known: Known | null
  working: Promise<void> | null
  timer: NodeJS.Timeout | null
  /** Vectors of curated texts, so that a further decision costs one more text. */
  encoded: { readonly encoder: string; readonly vectors: Map<ProposalId, Encoded> }
}

interface Encoded {
  readonly text: string
  readonly vector: Float32Array
}

/**
 * How unsure the attribute reader is of the items of a data set, taught by what is curated so far. Computed in a process of its own once
 * somebody asks, and again as decisions come in; kept in memory, since it can always be computed again.
 */
export class ItemDoubts {
  readonly #with: ItemDoubtsDependencies
  readonly #books = new Map<DatasetId, Book>()
  readonly #closing = new AbortController()
  readonly #pause: number

  constructor(dependencies: ItemDoubtsDependencies) {
    this.#with = dependencies
    this.#pause = dependencies.pause ?? 5000
  }

  /** What is known now, null for nothing yet. What is out of date is computed in the background, and `review-order` published. */
  known(dataset: DatasetId): Doubts | null {
    const book = this.#book(dataset)
    if (book.known === null) this.#begin(dataset, book)
    else if (book.known.version !== book.version) this.#schedule(dataset, book)
    return book.known?.doubts ?? null
  }

  /**
   * From the decisions as they stand; null where nothing is curated.
   * @throws what computing it throws
   */
  async fresh(dataset: DatasetId): Promise<Doubts | null> {
    const book = this.#book(dataset)
    while (book.known?.version !== book.version) await (book.working ?? this.#compute(dataset, book))
    return book.known?.doubts ?? null
  }

  /** Decisions or verdicts on attributes came in. */
  changed(dataset: DatasetId): void {
    const book = this.#books.get(dataset)
    // Nobody asked for this order yet.
    if (book === undefined) return
    book.version += 1
    this.#schedule(dataset, book)
  }

  /** The data set is gone: another one may get its id. */
  forget(dataset: DatasetId): void {
    const timer = this.#books.get(dataset)?.timer
    if (timer != null) clearTimeout(timer)
    this.#books.delete(dataset)
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const books = [...this.#books.values()]
    for (const dataset of this.#books.keys()) this.forget(dataset)
    await Promise.allSettled(books.map(({ working }) => working))
  }

  #book(dataset: DatasetId): Book {
    const book: Book = this.#books.get(dataset) ?? {
      version: 0,
      known: null,
      working: null,
      timer: null,
      encoded: { encoder: '', vectors: new Map() },
    }
    this.#books.set(dataset, book)
    return book
  }

  #schedule(dataset: DatasetId, book: Book): void {
    if (book.timer !== null || this.#closing.signal.aborted) return
    book.timer = setTimeout(() => {
      book.timer = null
      this.#begin(dataset, book)
    }, this.#pause)
    // A command that is done does not wait for it.
    book.timer.unref()
  }

  #begin(dataset: DatasetId, book: Book): void {
    if (book.working !== null || this.#closing.signal.aborted) return
    this.#compute(dataset, book).catch((error) => {
      if (!this.#closing.signal.aborted && this.#books.get(dataset) === book) this.#with.onBug(error)
    })
  }

  #compute(dataset: DatasetId, book: Book): Promise<void> {
    const { version } = book
    const work = async () => {
      const doubts = await this.#measure(dataset, book)
      if (this.#books.get(dataset) !== book) return
      book.known = { doubts, version }
      this.#with.publish({ topic: 'review-order', dataset })
    }
    book.working = work().finally(() => {
      book.working = null
      if (book.known !== null && book.known.version !== book.version) this.#schedule(dataset, book)
    })
    return book.working
  }

  async #measure(dataset: DatasetId, book: Book): Promise<Doubts | null> {
    const { workspace, texts, trainerEntry } = this.#with
    const { signal } = this.#closing
    const curated = readCuratedTexts(workspace.database, dataset)
    const verdicts = readStandingVerdicts(workspace.database, dataset).map(({ verdict }) => verdict)
    if (curated.length === 0) return null
    const { encoder, settings, vectors } = await texts(dataset)
    const { dimensions } = encoder
    const name = JSON.stringify(settings)
    if (book.encoded.encoder !== name) book.encoded = { encoder: name, vectors: new Map() }
    const known = book.encoded.vectors
    const unknown = curated.filter(({ proposal, text }) => known.get(proposal)?.text !== text)
    const further = await encodeAll(
      encoder,
      unknown.map(({ text }) => text),
      signal,
    )
    unknown.forEach(({ proposal, text }, row) => {
      known.set(proposal, { text, vector: further.slice(row * dimensions, (row + 1) * dimensions) })
    })
    return measureDoubts(
      trainerEntry,
      {
        items: { rows: vectors.length / dimensions, cols: dimensions, values: vectors },
        negativeItems: Int32Array.from(curated, ({ position }) => position),
        negatives: { rows: curated.length, cols: dimensions, values: stacked(curated, known, dimensions) },
        labels: attributeLabels(curated, schemeOf(verdicts)),
      },
      signal,
    )
  }
}

function stacked(
  curated: readonly CuratedText[],
  known: ReadonlyMap<ProposalId, Encoded>,
  dimensions: number,
): Float32Array {
  const values = new Float32Array(curated.length * dimensions)
  curated.forEach(({ proposal }, row) => {
    const vector = known.get(proposal)?.vector
    if (vector !== undefined) values.set(vector, row * dimensions)
  })
  return values
}
