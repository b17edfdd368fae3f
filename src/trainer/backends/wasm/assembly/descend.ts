import { accumulate } from './vector'

/**
 * parameter[rows[r]] -= rate * gradient[r], the rows distinct; `rows` 0 stands for all of them in order. Does nothing
 * unless `guard` holds a finite number. begin to end counts rows of the gradient.
 */
export function descend(
  parameter: usize,
  rows: usize,
  gradient: usize,
  rate: f32,
  guard: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  if (!isFinite<f32>(load<f32>(guard))) return
  const stride = cols << 2
  for (let r = begin; r < end; r++) {
    const row = rows == 0 ? r : <usize>load<u32>(rows + (r << 2))
    accumulate(parameter + row * stride, gradient + r * stride, -rate, stride)
  }
}
