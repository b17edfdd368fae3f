import type { NamedTensor } from '#shared/files/safetensors.ts'
import type { Matrix } from '../data/negatives.ts'
import type { RunOutput } from '../files/run-output.ts'
import type { Evaluation } from '../metrics/evaluate.ts'

export interface RecordedOutput extends RunOutput {
  readonly checkpoints: { tensors: readonly NamedTensor[]; metadata: Readonly<Record<string, string>> }[]
  readonly embeddingPairs: { users: Matrix; items: Matrix }[]
  readonly tests: Evaluation[]
}

/** Keeps what a run would write. */
export function recordOutput(): RecordedOutput {
  const recorded: RecordedOutput = {
    checkpoints: [],
    embeddingPairs: [],
    tests: [],
    async parameters(tensors, metadata) {
      recorded.checkpoints.push({ tensors, metadata })
    },
    async embeddings(users, items) {
      recorded.embeddingPairs.push({ users, items })
    },
    async test(evaluation) {
      recorded.tests.push(evaluation)
    },
  }
  return recorded
}
