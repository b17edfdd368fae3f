import type { CommandQueue } from './command-queue.ts'
import type { Gpu } from './gpu.ts'
import type { GpuTensor, HandleStack } from './handles.ts'

/** What operations work with. */
export interface Compute {
  readonly gpu: Gpu
  readonly queue: CommandQueue
  readonly handles: HandleStack
  /** A new tensor, with any contents. */
  tensor(rows: number, cols: number): GpuTensor
}
