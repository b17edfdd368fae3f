import type { FeatureName } from '#shared/training/features.ts'
import type { Backend, RowSet, Tensor } from '../backends/backend.ts'
import { type SparsePair, uploadSparsePair } from '../backends/sparse-pair.ts'
import { type Node, Tape } from '../backends/tape.ts'
import { normalizedCosines } from '../content/cosine-graph.ts'
import { nearestItems } from '../content/nearest-items.ts'
import { featureMatrix } from '../data/features.ts'
import { itemsToNodes } from '../data/items-to-nodes.ts'
import type { Rng } from '../data/rng.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { RowFinder } from './batch-rows.ts'
import { bprTerm, egoL2Term, egoL2Weight } from './bpr.ts'
import { ownVectors } from './ego-table.ts'
import { GraphVectors } from './graph-vectors.ts'
import { embeddingTable, glorotUniform } from './initial-values.ts'
import type { Embeddings, LossTerm, Model, ModelContext, Parameter } from './model.ts'
import { inBatchContrast } from './softmax-loss.ts'

/**
 * MGCN (Yu et al. 2023, "Multi-View Graph Convolutional Network for Multimedia Recommendation"), section 3. For each
 * modality m, with f the features and e_id LightGCN's table:
 *
 * - purifier guided by behaviour: p_m = e_id * sigma(W2 (W1 f + b1) + b2) of every item;
 * - item-item view: v_m = S_m p_m with the graph S_m of the nearest items, and for users R v_m, R the normalised interactions;
 * - user-item view: c = LightGCN's vectors of the table;
 * - fuser aware of behaviour: shared = sum_m a_m v_m, a = softmax over m of q . tanh(W v_m + b), the specific parts
 *   sigma(W_m c + b_m) * (v_m - shared), and their sum s = (shared + specific parts) / 3.
 *
 * Scores are dot products of c + s; BPR, L2, and InfoNCE between s and c, of the batch's users and of its items.
 *
 * As in the code of its authors and MGCN of the toolbox MMRec, the sum is divided by 3, an item is among its own neighbours, cosines
 * weigh the links, the L2 term is that of c + s, and an item that occurs twice in a batch is contrasted with itself. The softmax is
 * over the two modalities, as in the paper and in MMRec; the authors' own repository takes it over all nodes, which leaves next to
 * nothing of the shared part. Departures: features stay as they are, where that code goes on training them; the learning rate stays,
 * where that code multiplies it by 0.96 every 50 epochs; all weights start after Glorot & Bengio, all biases at 0; an item without
 * content in a modality has no links in that modality's graph, a cosine below 0 is no link.
 */
export class Mgcn implements Model {
  readonly parameters: readonly Parameter[]
  readonly #context: ModelContext<'mgcn'>
  readonly #table: Tensor
  /** c */
  readonly #behaviour: GraphVectors
  readonly #text: Modality
  readonly #image: Modality
  /** W and b of the query, then q. */
  readonly #query: { readonly hidden: Layer; readonly weights: Tensor; readonly noBias: Tensor }
  /** The items' rows of the table. */
  readonly #items: RowSet
  /** R on top of the identity: [users + items, items]. */
  readonly #toNodes: SparsePair
  readonly #finder: RowFinder

  constructor(context: ModelContext<'mgcn'>) {
    const { backend, settings, training, rng } = context
    const { users, items } = training
    const { dimensions } = settings
    this.#context = context
    this.#table = embeddingTable(backend, users, items, dimensions, rng)
    this.#behaviour = new GraphVectors(backend, training, ownVectors(this.#table), settings.layers)
    const layers: Parameter[] = []
    const layer: MakeLayer = (name, inputs) => {
      const made = newLayer(backend, inputs, dimensions, rng)
      layers.push(
        { name: `${name}.weights`, value: made.weights },
        { name: `${name}.bias`, value: made.bias },
      )
      return made
    }
    this.#text = newModality(context, 'item_text', 'text', layer)
    this.#image = newModality(context, 'item_image', 'image', layer)
    this.#query = {
      hidden: layer('query', dimensions),
      weights: backend.upload(glorotUniform(dimensions, 1, rng), dimensions, 1),
      noBias: backend.zeros(1, 1),
    }
    const itemNodes = Int32Array.from({ length: items }, (_, item) => users + item)
    this.#items = backend.uploadRows(itemNodes, users + items)
    this.#toNodes = uploadSparsePair(backend, itemsToNodes(training))
    this.#finder = new RowFinder(users, items)
    this.parameters = [
      { name: 'embeddings', value: this.#table },
      ...layers,
      { name: 'query_output.weights', value: this.#query.weights },
    ]
  }

  lossTerms(tape: Tape, batch: Batch): readonly LossTerm[] {
    const { backend, settings } = this.#context
    const found = this.#finder.find(backend, batch, egoL2Weight(settings.regularization, batch.users.length))
    const behaviour = this.#behaviour.rows(tape, found.rows)
    const side = this.#side(tape, behaviour, found.rows)
    const vectors = tape.addScaled(behaviour, side, 1)
    const terms = [bprTerm(tape, vectors, found), egoL2Term(tape, vectors, found)]
    if (settings.contrast === 0) return terms
    const contrasts = [found.users, found.positives].map((places) => {
      const { values, counts } = distinct(places)
      const rows = backend.uploadIndices(values)
      const unit = (node: Node) => tape.normalizeRows(tape.gather(node, rows))
      return inBatchContrast(tape, backend, unit(side), unit(behaviour), settings.temperature, counts)
    })
    const [ofUsers, ofItems] = contrasts.map((value) => tape.scale(value, settings.contrast))
    if (ofUsers !== undefined) terms.push({ name: 'contrast of users', value: ofUsers })
    if (ofItems !== undefined) terms.push({ name: 'contrast of items', value: ofItems })
    return terms
  }

  embeddings(step?: Tape): Embeddings {
    const { backend, training } = this.#context
    const { users, items } = training
    const tape = new Tape(backend)
    const behaviour = this.#behaviour.all(step)
    const side = this.#side(tape, tape.constant(behaviour), null).value
    const all = backend.addScaled(behaviour, side, 1)
    return { users: backend.slice(all, 0, users), items: backend.slice(all, users, items) }
  }

  /**
   * s: what the fuser makes of text and picture, [nodes, d].
   * @param behaviour c of the same nodes
   * @param nodes null for all of them
   */
  #side(tape: Tape, behaviour: Node, nodes: RowSet | null): Node {
    const ownItems = tape.rows(tape.parameter(this.#table), this.#items)
    const text = this.#view(tape, this.#text, ownItems, nodes)
    const image = this.#view(tape, this.#image, ownItems, nodes)
    // With difference = image - text and a the picture's share: shared = text + a difference, and the specific parts
    // are (1 - a) difference and -a difference. A softmax over two is the sigmoid of their difference.
    const share = tape.sigmoid(tape.addScaled(this.#attention(tape, image), this.#attention(tape, text), -1))
    const difference = tape.addScaled(image, text, -1)
    const shifted = tape.scaleRows(difference, share)
    const ofImage = tape.multiply(
      tape.sigmoid(applied(tape, this.#image.preference, behaviour)),
      tape.addScaled(difference, shifted, -1),
    )
    const ofText = tape.multiply(tape.sigmoid(applied(tape, this.#text.preference, behaviour)), shifted)
    const specific = tape.addScaled(ofImage, ofText, -1)
    return tape.scale(tape.addScaled(tape.addScaled(text, shifted, 1), specific, 1), 1 / 3)
  }

  /** v_m of items and R v_m of users: [nodes, d]. */
  #view(tape: Tape, modality: Modality, ownItems: Node, nodes: RowSet | null): Node {
    const projected = applied(tape, modality.projection, tape.constant(modality.features))
    const gate = tape.sigmoid(applied(tape, modality.gate, projected))
    let view = tape.multiply(ownItems, gate)
    for (let layer = 0; layer < this.#context.settings.itemLayers; layer++) {
      view = tape.spmm(modality.graph, view)
    }
    return tape.spmm(this.#toNodes, view, nodes)
  }

  /** q . tanh(W v + b): [nodes, 1]. */
  #attention(tape: Tape, view: Node): Node {
    const { hidden, weights, noBias } = this.#query
    return tape.linear(tape.tanh(applied(tape, hidden, view)), tape.parameter(weights), tape.constant(noBias))
  }
}

interface Layer {
  readonly weights: Tensor
  readonly bias: Tensor
}

type MakeLayer = (name: string, inputs: number) => Layer

interface Modality {
  /** [items, k] */
  readonly features: Tensor
  /** S_m: [items, items] */
  readonly graph: SparsePair
  /** W1 and b1, W2 and b2. */
  readonly projection: Layer
  readonly gate: Layer
  /** W_m and b_m. */
  readonly preference: Layer
}

function newModality(
  { backend, settings, features }: ModelContext<'mgcn'>,
  feature: FeatureName,
  name: string,
  layer: MakeLayer,
): Modality {
  const matrix = featureMatrix(features, feature)
  return {
    features: backend.upload(matrix.values, matrix.rows, matrix.cols),
    graph: uploadSparsePair(backend, normalizedCosines(nearestItems(matrix, settings.neighbours))),
    projection: layer(`${name}_projection`, matrix.cols),
    gate: layer(`${name}_gate`, settings.dimensions),
    preference: layer(`${name}_preference`, settings.dimensions),
  }
}

function newLayer(backend: Backend, inputs: number, outputs: number, rng: Rng): Layer {
  const weights = backend.upload(glorotUniform(inputs, outputs, rng), inputs, outputs)
  return { weights, bias: backend.zeros(1, outputs) }
}

function applied(tape: Tape, { weights, bias }: Layer, x: Node): Node {
  return tape.linear(x, tape.parameter(weights), tape.parameter(bias))
}

/** Each number of a list once, in the order in which they first occur, and how often it occurs. */
function distinct(list: Int32Array): { readonly values: Int32Array; readonly counts: Float32Array } {
  const counts = new Map<number, number>()
  for (const value of list) counts.set(value, (counts.get(value) ?? 0) + 1)
  return { values: Int32Array.from(counts.keys()), counts: Float32Array.from(counts.values()) }
}
