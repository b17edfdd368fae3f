import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import type { Span } from './pipelines.ts'
import type { Readback } from './readback.ts'
import { highestScoringKernel } from './shaders/highest-scoring.ts'
import { widthOf } from './shaders/width.ts'

/** See Backend.highestScoring: the device scores and chooses, and only the chosen come back. */
export async function highestScoring(
  { queue }: Compute,
  readback: Readback,
  users: GpuTensor,
  userRows: Int32Array,
  items: GpuTensor,
  candidates: Int32Array,
  perUser: number,
): Promise<Int32Array> {
  const count = userRows.length
  const uploaded = (values: Int32Array): Span => {
    const span = queue.scratch(values.byteLength)
    queue.write(span, values)
    return span
  }
  const width = widthOf(users)
  const out = queue.scratch(4 * count)
  queue.run(
    highestScoringKernel(width),
    count,
    { width: users.cols / width, perUser },
    {
      users: users.span,
      userRows: uploaded(userRows),
      items: items.span,
      candidates: uploaded(candidates),
      out,
    },
  )
  return await readback.integers(out, count)
}
