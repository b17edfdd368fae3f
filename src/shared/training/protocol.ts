import { z } from 'zod'
import { BackendName } from './config.ts'
import { Metrics } from './metrics.ts'
import { StoredTrainConfig } from './upgrade-config.ts'

/**
 * What the engine and a trainer process agree on.
 *
 * A run's folder, written by the engine before the trainer starts and never changed afterwards:
 *
 *   input/run.json                 RunInput
 *   input/{train,validation,test}.npy   int32 [n, 2]: user index, item index; test.npy may be empty
 *   input/negative_items.npy       int32 [k]: item index of each negative, ascending   (where the model learns from some)
 *   input/<feature>.npy            float32 [rows, f]: the matrices that the model's descriptor names; features.ts lists
 *                                  them. One row per item, or one per negative in the order of negative_items.
 *
 *   input/attribute_labels.json    AttributeLabels   (where the model asks for them)
 *   input/text_encoder.json        TextEncoderSettings of the encoded texts; the engine's own, for scoring
 *
 * What the trainer writes, each file atomically (temporary name, then rename):
 *
 *   output/best.safetensors        parameters at the best epoch
 *   output/checkpoint.safetensors  everything to continue from: parameters, optimiser, generators, early stopping.
 *                                  Written now and then and at a pause, gone once the run has its result. A trainer
 *                                  that finds one continues from it, to the same numbers as if it had never ended.
 *   output/earlier_best.safetensors  the best parameters that the checkpoint names, while there are better ones
 *   output/user_embeddings.npy     float32 [users, d]
 *   output/item_embeddings.npy     float32 [items, d]; score(u, i) is the dot product of the two rows
 *   output/test_users.npy          int32 [m]: users with at least one test item, ascending; none without any
 *   output/test_metrics.npy        float32 [m, 24]: each user's METRIC_KEYS values, for paired tests; the first 20 of them
 *                                  in older runs
 *   output/test_lists.npy          int32 [m, 50]: each user's best items, best first, -1 where fewer can be recommended
 *   output/test_ranks.npy          int32 [test pairs]: the rank of each interaction of test.npy, in its order, among all items
 *                                  that its user does not have in training: 1 for the best, 0 for one that the user has
 *                                  in training as well, which is never ranked
 *
 * A finished run of NegGen with its causal module also says how hard further negatives are. Started as
 * `trainer <run folder> --score <folder>`, the trainer reads from that second folder
 *
 *   items.npy                      int32 [n]: item index of each negative, in any order, repeats allowed;
 *                                  each item has a training interaction
 *   text_negative.npy              float32 [n, f]: encoded text of each negative
 *   image_negative.npy             float32 [n, f]: encoded visual description of each negative
 *
 * and writes hardness.npy, float32 [n, 1], beside them. Its only message is `failed`, if it fails.
 *
 * A finished run whose model's descriptor names `probes` also says what it would score had an item been described otherwise. Started
 * as `trainer <run folder> --probe <folder>`, the trainer reads from that second folder
 *
 *   items.npy                      int32 [n]: the item of each counterfactual, in any order, repeats allowed
 *   text.npy                       float32 [n, f]: encoded text of the item as it is not
 *   visual.npy                     float32 [n, f]: encoded visual description of the item as it is not
 *
 * and writes effects.npy, float32 [n, users], beside them: score(u, i) less what it is with the counterfactual in the place of the item's
 * content, all that was learned kept. Its only message is `failed`, if it fails.
 *
 * Without a run it says how unsure the attribute reader is of each item, from what is curated so far. Started as `trainer --doubt <folder>`,
 * the trainer reads from that folder
 *
 *   item_text.npy                  float32 [items, f]: encoded text of each item
 *   negative_items.npy             int32 [k]: item index of each curated negative
 *   text_negative.npy              float32 [k, f]: encoded text of each
 *   attribute_labels.json          AttributeLabels of them
 *
 * and writes doubt.npy, float32 [items, 1], beside them. Its only message is `failed`, if it fails.
 */
export const RunInput = z.strictObject({
  config: StoredTrainConfig,
  users: z.int().positive(),
  items: z.int().positive(),
  /** Rows k of the negatives' files; 0 where the run has none. */
  negatives: z.int().nonnegative(),
})
export type RunInput = z.infer<typeof RunInput>
/** As it is written. */
export type StoredRunInput = z.input<typeof RunInput>

export const TrainerMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('started'),
    backend: BackendName,
    /** What computes, as a person would name it. */
    device: z.string(),
    /** Why this backend was picked. */
    reason: z.string(),
    parameters: z.int().nonnegative(),
    stepsPerEpoch: z.int().nonnegative(),
    /** The checkpoint that it continues from: steps done of that epoch. Null from the beginning. */
    resumedFrom: z
      .strictObject({ epoch: z.int().positive(), step: z.int().nonnegative() })
      .nullable()
      .default(null),
  }),
  /** How far it is, a few times a second. */
  z.strictObject({
    type: z.literal('progress'),
    epoch: z.int().positive(),
    /** Steps done of this epoch. */
    step: z.int().nonnegative(),
    stepsPerSecond: z.number().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('epoch'),
    epoch: z.int().positive(),
    /** Mean loss over the epoch's batches. */
    loss: z.number(),
    /** Training time of the epoch, validation not counted. */
    seconds: z.number().nonnegative(),
    validation: Metrics.optional(),
    best: z.boolean(),
  }),
  /** The checkpoint is written; the process ends. Epochs since an earlier checkpoint are reported again after a crash. */
  z.strictObject({
    type: z.literal('paused'),
    epoch: z.int().positive(),
    step: z.int().nonnegative(),
  }),
  z.strictObject({
    type: z.literal('finished'),
    reason: z.enum(['early-stop', 'epochs', 'stopped']),
    epochs: z.int().nonnegative(),
    bestEpoch: z.int().nonnegative(),
    /** Median over the epochs. */
    secondsPerEpoch: z.number().nonnegative(),
    validation: Metrics,
    /** Null without test interactions: then there are no test files either. */
    test: Metrics.nullable(),
  }),
  z.strictObject({
    type: z.literal('failed'),
    message: z.string(),
    hint: z.string().optional(),
    /** The disk is to blame, and not the run, which can go on once it works. */
    disk: z.literal(true).optional(),
    stack: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('log'), level: z.enum(['info', 'warn']), text: z.string() }),
])
export type TrainerMessage = z.infer<typeof TrainerMessage>

/**
 * Engine to trainer. `stop` ends after the step in flight and still evaluates the best epoch; `pause` ends after
 * the step in flight and writes the checkpoint.
 */
export const TrainerCommand = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({ type: z.literal('pause') }),
])
export type TrainerCommand = z.infer<typeof TrainerCommand>
