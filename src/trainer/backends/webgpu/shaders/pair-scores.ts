import { eachKernel, read, remembered, write } from '../kernel.ts'
import { floats, sumOf, type Width } from './width.ts'

/** Dot products of pairs of rows, given by two lists. */
export const pairScoresKernel = remembered((width: Width) =>
  eachKernel({
    label: 'pairScores',
    uniforms: { width: 'u32' },
    buffers: {
      users: read(floats(width)),
      userRows: read('u32'),
      items: read(floats(width)),
      itemRows: read('u32'),
      out: write('f32'),
    },
    body: `
      let user = userRows[i] * u.width;
      let item = itemRows[i] * u.width;
      var score = 0.0;
      for (var col = 0u; col < u.width; col++) {
        score += ${sumOf(width, 'users[user + col] * items[item + col]')};
      }
      out[i] = score;`,
  }),
)
