import { eachKernel, read, remembered, write } from '../kernel.ts'
import { floats, sumOf, type Width } from './width.ts'

/**
 * The highest scoring of `perUser` candidates, for each row of a list. Scores are compared as integers of the same
 * order, since WGSL may take NaN for impossible and does not write -Infinity.
 */
export const highestScoringKernel = remembered((width: Width) =>
  eachKernel({
    label: 'highestScoring',
    uniforms: { width: 'u32', perUser: 'u32' },
    buffers: {
      users: read(floats(width)),
      userRows: read('u32'),
      items: read(floats(width)),
      candidates: read('u32'),
      out: write('u32'),
    },
    declarations: `
      // NaN counts as -Infinity, and the two zeros are equal.
      fn orderOf(score: f32) -> i32 {
        let bits = bitcast<u32>(score);
        let magnitude = bits & 0x7fffffffu;
        if (magnitude > 0x7f800000u) { return -0x7f800000i; }
        return select(i32(magnitude), -i32(magnitude), bits > 0x7fffffffu);
      }`,
    body: `
      let user = userRows[i] * u.width;
      var highest = candidates[i * u.perUser];
      var best = -0x7f800000i;
      for (var k = 0u; k < u.perUser; k++) {
        let candidate = candidates[i * u.perUser + k];
        let item = candidate * u.width;
        var score = 0.0;
        for (var col = 0u; col < u.width; col++) {
          score += ${sumOf(width, 'users[user + col] * items[item + col]')};
        }
        let order = orderOf(score);
        if (order > best) {
          best = order;
          highest = candidate;
        }
      }
      out[i] = highest;`,
  }),
)
