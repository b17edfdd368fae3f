import { z } from 'zod'

/** Settings of every model that learns a vector for each user and item. */
export const embeddingSettings = {
  dimensions: z
    .int()
    .positive()
    .max(1024)
    .multipleOf(4)
    .default(64)
    .meta({ label: 'Embedding dimensions', help: 'Width d of the vectors of users and items.', step: 8 }),
  regularization: z.number().nonnegative().default(1e-4).meta({
    label: 'L2 regularisation',
    help: "Weight of the L2 term on the batch's embeddings before propagation.",
    step: 0.0001,
  }),
}

/** The same where items have content as well: the L2 term is on the own vectors alone, and stronger. */
export const ownVectorSettings = {
  dimensions: embeddingSettings.dimensions,
  regularization: z.number().nonnegative().default(0.01).meta({
    label: 'L2 regularisation',
    help: "Weight of the L2 term on the own vectors of the batch's users and items.",
    step: 0.01,
  }),
}

export const layers = z
  .int()
  .min(1)
  .max(8)
  .default(2)
  .meta({ label: 'Propagation layers', help: 'How many hops of the graph an embedding averages over.' })
