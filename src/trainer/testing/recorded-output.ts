import type { NamedTensor } from '#shared/files/safetensors.ts'
import type { Matrix } from '../data/features.ts'
import type { RunOutput } from '../files/run-output.ts'
import type { TensorSet } from '../files/tensor-file.ts'
import type { Evaluation } from '../metrics/evaluate.ts'

interface SavedTensors {
  tensors: readonly NamedTensor[]
  metadata: Readonly<Record<string, string>>
}

export interface RecordedOutput extends RunOutput {
  /** The best parameters, each time that there were better ones. */
  readonly checkpoints: SavedTensors[]
  readonly embeddingPairs: { users: Matrix; items: Matrix }[]
  readonly tests: (Evaluation & { readonly ranks: Int32Array })[]
}

/** Keeps what a run would write. */
export function recordOutput(): RecordedOutput {
  const recorded: RecordedOutput = {
    checkpointFile: 'checkpoint.safetensors',
    checkpoints: [],
    embeddingPairs: [],
    tests: [],
    async readCheckpoint() {
      return null
    },
    async recover() {},
    async saveCheckpoint() {},
    async readBest() {
      const best = recorded.checkpoints.at(-1)
      if (best === undefined) throw new Error('No best parameters were saved.')
      const { tensors, metadata } = best
      return {
        metadata,
        tensors: tensors.map(({ name, shape, values }) => ({ name, shape, values: async () => values })),
      }
    },
    async saveBest(best) {
      recorded.checkpoints.push(await fetched(best))
    },
    async embeddings(users, items) {
      recorded.embeddingPairs.push({ users, items })
    },
    async test(evaluation, ranks) {
      recorded.tests.push({ ...evaluation, ranks })
    },
    async conclude() {},
  }
  return recorded
}

async function fetched({ tensors, metadata }: TensorSet): Promise<SavedTensors> {
  const values: NamedTensor[] = []
  for (const { name, shape, values: fetch } of tensors) values.push({ name, shape, values: await fetch() })
  return { tensors: values, metadata }
}
