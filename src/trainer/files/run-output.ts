import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { encodeNpy } from '#shared/files/npy.ts'
import { encodeSafetensors, type NamedTensor } from '#shared/files/safetensors.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import type { Matrix } from '../data/negatives.ts'
import type { Evaluation } from '../metrics/evaluate.ts'
import { writeAtomically } from './write-atomically.ts'

/** Where a run's results go. */
export interface RunOutput {
  /** Replaces the checkpoint. */
  parameters(tensors: readonly NamedTensor[], metadata: Readonly<Record<string, string>>): Promise<void>
  embeddings(users: Matrix, items: Matrix): Promise<void>
  test(evaluation: Evaluation): Promise<void>
}

/** `output/` of a run's folder, as protocol.ts describes it. */
export async function openRunOutput(folder: string): Promise<RunOutput> {
  const output = join(folder, 'output')
  await mkdir(output, { recursive: true })
  const write = (name: string, bytes: Uint8Array) => writeAtomically(join(output, name), bytes)
  const writeMatrix = (name: string, { rows, cols, values }: Matrix) =>
    write(name, encodeNpy(values, [rows, cols]))
  return {
    async parameters(tensors, metadata) {
      await write('best.safetensors', encodeSafetensors({ tensors, metadata }))
    },
    async embeddings(users, items) {
      await writeMatrix('user_embeddings.npy', users)
      await writeMatrix('item_embeddings.npy', items)
    },
    async test({ users, perUser }) {
      await write('test_users.npy', encodeNpy(users, [users.length]))
      await write('test_metrics.npy', encodeNpy(perUser, [users.length, METRIC_KEYS.length]))
    },
  }
}
