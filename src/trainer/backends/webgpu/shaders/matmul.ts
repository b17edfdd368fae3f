import { blockKernel, read, remembered, write } from '../kernel.ts'

/** Rows and columns of the product that a workgroup computes; each invocation computes 4 x 4 of them. */
export function matmulTile(group: number): number {
  return 4 * Math.sqrt(group)
}

const FOUR = [0, 1, 2, 3] as const

/** WGSL for each of the four rows or columns: an array that a loop goes through would not stay in registers. */
const each = (code: (index: number) => string) => FOUR.map(code).join('\n')

/**
 * a b in tiles, through the workgroup's memory. An invocation's rows and columns lie SIDE apart, so that
 * neighbours read neighbouring words of the tiles and write neighbouring columns. Counts tiles of the product
 * times the parts that the sums are split into; part s goes to s * partLength in `out`.
 *
 * A tile's lines are one word longer than needed: neighbours that load along the other axis then do not
 * meet in one bank of the memory.
 */
export const matmulKernel = remembered((transposeA: boolean, transposeB: boolean) =>
  blockKernel({
    label: 'matmul',
    uniforms: {
      m: 'u32',
      k: 'u32',
      n: 'u32',
      startOfA: 'u32',
      tilesDown: 'u32',
      tilesAcross: 'u32',
      depth: 'u32',
      partLength: 'u32',
    },
    buffers: { a: read('f32'), b: read('f32'), out: write('f32') },
    declarations: `
      override SIDE: u32 = select(8u, 16u, GROUP >= 256);
      override TILE: u32 = 4 * SIDE;
      override LINE: u32 = TILE + 1;
      const DEPTH = 16u;
      var<workgroup> tileA: array<f32, DEPTH * LINE>;
      var<workgroup> tileB: array<f32, DEPTH * LINE>;
      // Zero outside, so that whole tiles can be multiplied.
      fn fromA(row: u32, k: u32, end: u32) -> f32 {
        if (row >= u.m || k >= end) { return 0; }
        return a[u.startOfA + ${transposeA ? 'k * u.m + row' : 'row * u.k + k'}];
      }
      fn fromB(k: u32, col: u32, end: u32) -> f32 {
        if (col >= u.n || k >= end) { return 0; }
        return b[${transposeB ? 'col * u.k + k' : 'k * u.n + col'}];
      }
      fn store(part: u32, row: u32, col: u32, sums: vec4f) {
        if (row >= u.m) { return; }
        let start = part * u.partLength + row * u.n;
        ${each((j) => `if (col + ${j} * SIDE < u.n) { out[start + col + ${j} * SIDE] = sums[${j}]; }`)}
      }`,
    body: `
      let tiles = u.tilesDown * u.tilesAcross;
      let part = block / tiles;
      let tile = block % tiles;
      let top = (tile / u.tilesAcross) * TILE;
      let left = (tile % u.tilesAcross) * TILE;
      let down = local / SIDE;
      let across = local % SIDE;
      let end = min((part + 1) * u.depth, u.k);
      ${each((i) => `var sums${i} = vec4f(0);`)}
      for (var start = part * u.depth; start < end; start += DEPTH) {
        for (var place = local; place < DEPTH * TILE; place += GROUP) {
          ${
            transposeA
              ? 'let rowA = place % TILE; let kA = place / TILE;'
              : 'let rowA = place / DEPTH; let kA = place % DEPTH;'
          }
          tileA[kA * LINE + rowA] = fromA(top + rowA, start + kA, end);
          ${
            transposeB
              ? 'let colB = place / DEPTH; let kB = place % DEPTH;'
              : 'let colB = place % TILE; let kB = place / TILE;'
          }
          tileB[kB * LINE + colB] = fromB(start + kB, left + colB, end);
        }
        workgroupBarrier();
        for (var k = 0u; k < DEPTH; k++) {
          let lineA = k * LINE + down;
          let lineB = k * LINE + across;
          let b4 = vec4f(${FOUR.map((j) => `tileB[lineB + ${j} * SIDE]`).join(', ')});
          ${each((i) => `sums${i} += tileA[lineA + ${i} * SIDE] * b4;`)}
        }
        workgroupBarrier();
      }
      ${each((i) => `store(part, top + down + ${i} * SIDE, left + across, sums${i});`)}`,
  }),
)
