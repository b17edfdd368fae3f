import { rowAt, sparseRow } from './sparse'

/**
 * out = scale * (plus + A x) for a compressed sparse row matrix A, for the rows listed in `rows` (0: for all).
 * `plus` 0 stands for none; `xPlaces` and `plusPlaces` as in `rowAt`, `few` as in
 * `sparseRow`. begin to end counts rows of `out`.
 */
export function spmm(
  offsets: usize,
  columns: usize,
  values: usize,
  rows: usize,
  x: usize,
  xPlaces: usize,
  few: bool,
  plus: usize,
  plusPlaces: usize,
  scale: f32,
  out: usize,
  cols: usize,
  begin: usize,
  end: usize,
): void {
  const stride = cols << 2
  for (let i = begin; i < end; i++) {
    const r: usize = rows == 0 ? i : load<u32>(rows + (i << 2))
    const first: usize = load<u32>(offsets + (r << 2))
    const last: usize = load<u32>(offsets + (r << 2), 4)
    const added: usize = plus == 0 ? 0 : rowAt(plus, plusPlaces, r, stride)
    sparseRow(columns, values, first, last, x, xPlaces, few, added, scale, out + i * stride, stride)
  }
}
