import { mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeSafetensors, encodeSafetensors } from '#shared/files/safetensors.ts'
import { ReferenceBackend } from './backends/reference/reference-backend.ts'
import type { Progress } from './progress.ts'
import { type AttemptOptions, attempt } from './testing/attempt.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { decodeState, encodeState, type TrainingState } from './training-state.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'state-'))
})
afterEach(() => rm(root, { recursive: true }))

let folders = 0
const freshFolder = () => join(root, String(folders++))
const reference = { name: 'reference' as const, create: async () => new ReferenceBackend() }
const small = { input: tinyWorld({ model: 'bpr-mf', epochs: 4, patience: 4 }), on: reference }

test('a state comes back to the bit', () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true }).filter((value) => !Object.is(value, -0))
  const duration = fc.double({ min: 0, max: 1e9, noNaN: true })
  const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
  const progress: fc.Arbitrary<Progress> = fc
    .record({
      step: fc.nat(),
      lossSum: number,
      seconds: duration,
      epochSeconds: fc.array(duration, { maxLength: 5 }),
      stopped: fc.boolean(),
      best: fc.option(fc.record({ epoch: fc.nat(), validation: fc.constant({ 'recall@20': 0.1 + 0.2 }) })),
    })
    .map((done) => ({ ...done, epoch: done.epochSeconds.length + 1 }))
  const states: fc.Arbitrary<TrainingState> = fc.record({
    compute: fc.record({
      backend: fc.constantFrom('wasm' as const, 'webgpu' as const),
      threads: fc.integer({ min: 1, max: 64 }),
      device: fc.string(),
    }),
    progress,
    parts: fc.record({
      stopping: fc.record({ bestValue: fc.option(number), misses: fc.nat() }),
      batches: fc.tuple(word, word, word, word),
      optimizer: fc.array(fc.nat(), { maxLength: 3 }),
    }),
  })
  fc.assert(
    fc.property(states, (state) => {
      expect(decodeState(small.input, encodeState(small.input, state), 'x')).toEqual(state)
    }),
  )
})

describe('a checkpoint is refused', () => {
  const paused: Partial<AttemptOptions> = {
    onTick: (tick, control) => {
      if (tick === 30) control.requestPause()
    },
  }
  const hint = expect.stringMatching(/^Delete this file to train the run from its beginning/)

  async function resumed(change: (file: string, folder: string) => Promise<void>, input = small.input) {
    const folder = freshFolder()
    const first = await attempt({ ...small, folder, ...paused })
    expect(first.messages.at(-1)?.type).toBe('paused')
    await change(join(folder, 'output', 'checkpoint.safetensors'), folder)
    const { error } = await attempt({ ...small, input, folder })
    return error
  }

  /** Writes the checkpoint again with other metadata. */
  const withMetadata =
    (change: (metadata: Record<string, string>) => Record<string, string>) => async (file: string) => {
      const { tensors, metadata } = decodeSafetensors(await readFile(file), file)
      await writeFile(file, encodeSafetensors({ tensors, metadata: change({ ...metadata }) }))
    }
  const withState = (change: (state: Record<string, unknown>) => Record<string, unknown>) =>
    withMetadata(({ state = '', ...rest }) => ({ ...rest, state: JSON.stringify(change(JSON.parse(state))) }))
  const withProgress = (change: Partial<Progress>) =>
    withState((state) => ({ ...state, progress: Object.assign({}, state.progress, change) }))
  const withParts = (change: Readonly<Record<string, unknown>>) =>
    withState((state) => ({ ...state, parts: Object.assign({}, state.parts, change) }))

  test('of another configuration, or other data', async () => {
    const other = [
      tinyWorld({ model: 'bpr-mf', epochs: 4, patience: 4, seed: 2 }),
      { ...small.input, training: small.input.training.subarray(2) },
    ]
    for (const input of other) {
      expect(await resumed(async () => {}, input)).toMatchObject({
        name: 'TrainingFailure',
        message: expect.stringMatching(/checkpoint\.safetensors belongs to a run with another configuration/),
        hint,
      })
    }
  })

  test.for<[string, (file: string) => Promise<void>, RegExp]>([
    ['no tensors at all', (file) => writeFile(file, 'hello'), /not a safetensors file/],
    ['cut short', async (file) => truncate(file, (await readFile(file)).length - 4), /does not fit/],
    [
      'another format',
      withMetadata((rest) => ({ ...rest, format: 'x' })),
      /is no checkpoint of this version/,
    ],
    ['metadata that are not JSON', withMetadata((rest) => ({ ...rest, state: '{' })), /are not JSON/],
    ['a missing part', withMetadata(({ state, ...rest }) => rest), /are not JSON/],
    ['a state of other fields', withState(({ compute, ...rest }) => rest), /is damaged: .*compute/s],
    ['more steps than there are', withProgress({ step: 7 }), /its steps do not fit/],
    ['epochs without a time', withProgress({ epochSeconds: [] }), /do not add up/],
    ['step counts of other parameters', withParts({ optimizer: [] }), /state of "optimizer" does not fit/],
    ['a part missing', withParts({ sampler: undefined }), /state of "sampler" does not fit/],
  ])('with %s', async ([, change, message]) => {
    expect(await resumed(change)).toMatchObject({
      name: 'TrainingFailure',
      message: expect.stringMatching(message),
    })
  })

  test('without the tensors of the model', async () => {
    const error = await resumed(async (file) => {
      const { tensors, metadata } = decodeSafetensors(await readFile(file), file)
      await writeFile(file, encodeSafetensors({ tensors: tensors.slice(0, 2), metadata }))
    })
    expect(error).toMatchObject({
      message: expect.stringContaining('"embeddings/second_moment" is missing'),
    })
  })

  test('without its best parameters', async () => {
    const error = await resumed((_, folder) => rm(join(folder, 'output', 'best.safetensors')))
    expect(error).toMatchObject({
      message: expect.stringMatching(/best\.safetensors does not hold the parameters of epoch \d/),
      hint: expect.stringMatching(/^Delete .*checkpoint\.safetensors to train/),
    })
  })
})
