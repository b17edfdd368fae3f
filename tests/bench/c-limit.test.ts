import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { CLimit, LIMIT_LOSSES, parseLimitOutput } from './c-limit.ts'
import { Missing } from './missing.ts'

const output = `loss 0.6870681 0.6864708 0.6854975 0.6840247 0.6826921 0.6813593 0.4736499
C T=2 lgcn median 6.01 ms min 5.80
VmHWM:	   45128 kB
`

it('reads the losses and times that the limit in C prints', () => {
  const { losses, round } = parseLimitOutput(output)
  expect(losses).toHaveLength(LIMIT_LOSSES.length)
  expect(losses.at(-1)).toBe(0.4736499)
  expect(round).toEqual({ median: 6.01, min: 5.8, n: 34 })
})

it.each([
  ['no times', output.replace(/median.*/, '')],
  ['a loss too few', output.replace(' 0.4736499', '')],
  ['a loss that is not a number', output.replace('0.4736499', '-nan')],
])('refuses an output with %s', (_, text) => {
  expect(() => parseLimitOutput(text)).toThrow('something else than expected')
})

it('names what is missing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'limit-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const none = new Int32Array()
  const data = {
    graph: { rows: 0, cols: 0, offsets: none, columns: none, values: new Float32Array() },
    embeddings: new Float32Array(),
    batches: [],
    users: 0,
  }
  const build = (threads: number) => CLimit.build(folder, join(folder, 'build'), threads, data)
  await expect(build(2)).rejects.toThrow(Missing)
  await expect(build(2)).rejects.toThrow(`${join(folder, 'main_avx.c')} is missing`)
  await expect(build(9)).rejects.toThrow('at most 8 threads')
})
