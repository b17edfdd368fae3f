import { itemFeatures } from '#shared/training/models/item-modalities.ts'
import type { CompressedRows, SparseMatrix, Tensor } from '../backends/backend.ts'
import { type SparsePair, uploadSparsePair } from '../backends/sparse-pair.ts'
import type { Node, Tape } from '../backends/tape.ts'
import { amongNodes, mixedGraph, normalizedLinks } from '../content/item-graph.ts'
import { nearestItems } from '../content/nearest-items.ts'
import { normalizedAdjacency } from '../data/adjacency.ts'
import { keptEdges } from '../data/edge-pruning.ts'
import { featureMatrix } from '../data/features.ts'
import type { Rng } from '../data/rng.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { type BatchRows, RowFinder } from './batch-rows.ts'
import { bprTerm } from './bpr.ts'
import { embeddingTable, glorotUniform } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'
import { propagate, propagateRows } from './propagation.ts'

/**
 * FREEDOM (Zhou & Shen 2023, "A Tale of Two Graphs"): LightGCN over a graph of users and items that is pruned again
 * each epoch, and for an item, on top, what a frozen graph of items with similar content carries to it. BPR with lambda
 * times BPR on the projected content of each modality. Ranks by the whole graph.
 *
 * As in FREEDOM of the authors' toolbox MMRec, an item is among its own neighbours, links of the item graph all weigh the same
 * before they are normalised, content is projected linearly, and there is no L2. Departures: features stay as they are, where that
 * code trains them further. An item without content in a modality has no links in that modality's graph. The bias of a projection
 * cancels in BPR's difference, so there is none, and its weights start after Glorot & Bengio.
 */
export class Freedom implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'freedom'>
  readonly #table: Tensor
  readonly #modalities: readonly Modality[]
  readonly #noBias: Tensor
  readonly #wholeGraph: SparseMatrix
  /** Of the epoch at hand. */
  #prunedGraph: SparseMatrix
  /** Over all nodes: [users + items, users + items]. */
  readonly #itemGraph: SparsePair
  readonly #finder: RowFinder

  constructor(context: ModelContext<'freedom'>) {
    const { backend, settings, training, features, rng } = context
    const { users, items } = training
    const { dimensions } = settings
    this.#context = context
    this.#table = embeddingTable(backend, users, items, dimensions, rng)
    this.#modalities = itemFeatures(settings.modalities).map((name) => {
      const { rows, cols, values } = featureMatrix(features, name)
      return {
        name: name === 'item_text' ? 'text' : 'image',
        features: backend.upload(values, rows, cols),
        weights: backend.upload(glorotUniform(cols, dimensions, rng), cols, dimensions),
      }
    })
    this.#noBias = backend.zeros(1, dimensions)
    this.#wholeGraph = backend.uploadSparse(normalizedAdjacency(training))
    this.#prunedGraph = this.#wholeGraph
    this.#itemGraph = uploadSparsePair(backend, amongNodes(users, frozenItemGraph(context)))
    this.#finder = new RowFinder(users, items)
    this.parameters = [
      { name: 'embeddings', value: this.#table },
      ...this.#modalities.map(({ name, weights }) => ({
        name: `${name}_projection.weights`,
        value: weights,
      })),
    ]
  }

  beginEpoch(rng: Rng): void {
    const { backend, settings, training } = this.#context
    if (settings.pruning === 0) return
    const kept = keptEdges(training, 1 - settings.pruning, rng)
    this.#prunedGraph = backend.uploadSparse(normalizedAdjacency(kept))
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const found = this.#finder.find(backend, batch, 1)
    const table = tape.parameter(this.#table)
    const ofUsers = propagateRows(tape, backend, this.#prunedGraph, table, settings.layers, found.rows)
    let similar = table
    for (let layer = 1; layer < settings.itemLayers; layer++) similar = tape.spmm(this.#itemGraph, similar)
    const vectors = tape.addScaled(ofUsers, tape.spmm(this.#itemGraph, similar, found.rows), 1)
    return [bprTerm(tape, vectors, found), ...this.#contentTerms(tape, vectors, found, batch)]
  }

  embeddings(): Embeddings {
    const { backend, settings, training } = this.#context
    const { users, items } = training
    let similar = this.#table
    for (let layer = 0; layer < settings.itemLayers; layer++) {
      similar = backend.spmm(this.#itemGraph.matrix, similar, null, 1)
    }
    const linked = propagate(backend, this.#wholeGraph, this.#table, settings.layers)
    const all = backend.addScaled(linked, similar, 1)
    return { users: backend.slice(all, 0, users), items: backend.slice(all, users, items) }
  }

  /**
   * For each modality lambda times -mean log sigma(<e_u, W (f_i - f_j)>).
   * @param vectors of the batch's rows, [rows, d]
   */
  #contentTerms(tape: Tape, vectors: Node, found: BatchRows, batch: Batch): LossTerm[] {
    const { backend, settings } = this.#context
    if (settings.lambda === 0) return []
    const users = tape.gather(vectors, backend.uploadIndices(found.users))
    const positives = backend.uploadIndices(batch.positives)
    const negatives = backend.uploadIndices(batch.negatives)
    return this.#modalities.map(({ name, features, weights }) => {
      const difference = backend.addScaled(
        backend.gather(features, positives),
        backend.gather(features, negatives),
        -1,
      )
      const projected = tape.linear(
        tape.constant(difference),
        tape.parameter(weights),
        tape.constant(this.#noBias),
      )
      const loss = tape.logSigmoidLoss(tape.rowDot(users, projected))
      return { name: `${name} BPR`, value: tape.scale(loss, settings.lambda) }
    })
  }
}

interface Modality {
  readonly name: string
  /** [items, k] */
  readonly features: Tensor
  /** [k, d] */
  readonly weights: Tensor
}

/** The graph of each modality's nearest items, mixed by the weight of pictures: [items, items]. */
function frozenItemGraph({ settings, features }: ModelContext<'freedom'>): CompressedRows {
  const graphs = itemFeatures(settings.modalities).map((name) => ({
    name,
    graph: normalizedLinks(nearestItems(featureMatrix(features, name), settings.neighbours)),
  }))
  if (graphs.length === 1) return mixedGraph(graphs.map(({ graph }) => ({ graph, weight: 1 })))
  const { imageWeight } = settings
  return mixedGraph(
    graphs.map(({ name, graph }) => ({
      graph,
      weight: name === 'item_image' ? imageWeight : 1 - imageWeight,
    })),
  )
}
