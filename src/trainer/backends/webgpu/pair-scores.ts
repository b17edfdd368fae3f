import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import type { Span } from './pipelines.ts'
import type { Readback } from './readback.ts'
import { pairScoresKernel } from './shaders/pair-scores.ts'
import { widthOf } from './shaders/width.ts'

/** See Backend.pairScores. */
export async function pairScores(
  { queue }: Compute,
  readback: Readback,
  users: GpuTensor,
  userRows: Int32Array,
  items: GpuTensor,
  itemRows: Int32Array,
): Promise<Float32Array> {
  const count = userRows.length
  const uploaded = (values: Int32Array): Span => {
    const span = queue.scratch(values.byteLength)
    queue.write(span, values)
    return span
  }
  const width = widthOf(users)
  const out = queue.scratch(4 * count)
  queue.run(
    pairScoresKernel(width),
    count,
    { width: users.cols / width },
    {
      users: users.span,
      userRows: uploaded(userRows),
      items: items.span,
      itemRows: uploaded(itemRows),
      out,
    },
  )
  return await readback.floats(out, count)
}
