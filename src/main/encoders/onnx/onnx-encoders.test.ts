import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { pictureEncoder, textEncoder, textRevision } from '#main/encoders/encoders.ts'
import { cosine, normalise, row } from '#main/encoders/vectors.ts'
import { PictureEncoderSettings } from '#shared/encoders/picture-encoder-settings.ts'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import {
  TINY_DIMENSIONS,
  wordVector,
  writeTinyJointFolder,
  writeTinySentenceFolder,
} from './testing/tiny-folders.ts'

// Each of these starts processes.
vi.setConfig({ testTimeout: 60_000 })

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'onnx-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const nothing = async function* () {}
const fitted = (name: 'onnx' | 'clip', settings: object = {}) =>
  textEncoder(TextEncoderSettings.parse({ name, folder, ...settings }))(nothing())
const encoded = async (texts: string[], settings: object = {}) =>
  (await fitted('onnx', settings)).encode(texts)

/** Unit vector of the mean of these words' vectors. */
function meanOf(...words: string[]): number[] {
  const sum = new Float32Array(TINY_DIMENSIONS)
  for (const word of words) {
    wordVector(word).forEach((value, axis) => {
      sum[axis] = (sum[axis] ?? 0) + value
    })
  }
  return [...normalise(sum)]
}

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length)
  expected.forEach((value, axis) => {
    expect(actual[axis]).toBeCloseTo(value, 5)
  })
}

describe('a sentence encoder', () => {
  it('gives each text the mean of its tokens, of length 1, in the order of the texts', async () => {
    writeTinySentenceFolder(folder)
    const matrix = await encoded(['Red mug', 'Blue jug of oak', 'tin'])
    expectClose(row(matrix, 0, 4), meanOf('[CLS]', 'red', 'mug', '[SEP]'))
    expectClose(row(matrix, 1, 4), meanOf('[CLS]', 'blue', 'jug', '[UNK]', 'oak', '[SEP]'))
    expectClose(row(matrix, 2, 4), meanOf('[CLS]', 'tin', '[SEP]'))
  })

  it('pools as the folder says, unless the settings say otherwise', async () => {
    writeTinySentenceFolder(folder, {
      'modules.json': [
        { path: '', type: 'sentence_transformers.models.Transformer' },
        { path: '1_Pooling', type: 'sentence_transformers.models.Pooling' },
      ],
      '1_Pooling/config.json': { pooling_mode_cls_token: true, pooling_mode_mean_tokens: false },
    })
    expectClose(await encoded(['red mug']), meanOf('[CLS]'))
    expectClose(await encoded(['red mug'], { pooling: 'last' }), meanOf('[SEP]'))
  })

  it('puts the folder’s prompt before every text, unless the settings say otherwise', async () => {
    writeTinySentenceFolder(folder, {
      'config_sentence_transformers.json': { prompts: { query: 'query: ' }, default_prompt_name: 'query' },
    })
    expectClose(await encoded(['mug']), meanOf('[CLS]', 'query', ':', 'mug', '[SEP]'))
    expectClose(await encoded(['mug'], { prefix: 'red ' }), meanOf('[CLS]', 'red', 'mug', '[SEP]'))
    expectClose(await encoded(['mug'], { prefix: '' }), meanOf('[CLS]', 'mug', '[SEP]'))
  })

  it('takes an E5 by its name for what it is', async () => {
    writeTinySentenceFolder(folder, {
      'config.json': { model_type: 'bert', _name_or_path: 'intfloat/e5-small' },
    })
    expectClose(await encoded(['mug']), meanOf('[CLS]', 'query', ':', 'mug', '[SEP]'))
  })

  it('cuts long texts where the folder or the settings say', async () => {
    writeTinySentenceFolder(folder, { 'sentence_bert_config.json': { max_seq_length: 9 } })
    const seven = ['red', 'mug', 'oak', 'tin', 'red', 'jug', 'oak']
    expectClose(await encoded([[...seven, 'blue', 'blue'].join(' ')]), meanOf('[CLS]', ...seven, '[SEP]'))
    expectClose(
      await encoded([[...seven, 'blue'].join(' ')], { maxLength: 8 }),
      meanOf('[CLS]', ...seven.slice(0, 6), '[SEP]'),
    )
  })

  it('has another revision when a file or a setting changes that its vectors depend on', async () => {
    writeTinySentenceFolder(folder)
    const revision = (settings: object = {}) =>
      textRevision(TextEncoderSettings.parse({ name: 'onnx', folder, ...settings }))
    const before = await revision()
    expect(before).toMatch(/^[0-9a-f]{16}$/)
    expect(await revision({ device: 'cpu' })).toBe(before)
    expect(await revision({ prefix: 'red ' })).not.toBe(before)
    writeFileSync(join(folder, 'tokenizer_config.json'), '{"model_max_length": 12}')
    expect(await revision()).not.toBe(before)
  })
})

describe('a folder that cannot be used is refused', () => {
  const refusal = (settings: object = {}) => expect(fitted('onnx', settings)).rejects

  it('with the file that it lacks and what to do', async () => {
    writeTinySentenceFolder(folder)
    for (const file of ['onnx/model.onnx', 'tokenizer.json', 'config.json']) {
      rmSync(join(folder, file))
      await refusal().toMatchObject({
        code: 'BAD_INPUT',
        message: expect.stringMatching(new RegExp(`lacks ${file}, .* Copy the whole folder`)),
      })
    }
    await refusal({ folder: join(folder, 'none') }).toThrow(/none does not exist. Choose another/)
    await refusal({ folder: 'models/minilm' }).toThrow(/no full path/)
  })

  it('with what is damaged', async () => {
    writeTinySentenceFolder(folder, { 'onnx/model.onnx': Uint8Array.of(1, 2, 3) })
    await refusal().toThrow(/The encoder in .* failed: /)
    writeFileSync(join(folder, 'config.json'), '{"model_type": ')
    await refusal().toThrow(/config.json is damaged/)
  })

  it('with the encoder that it is meant for', async () => {
    writeTinyJointFolder(folder, { type: 'clip', models: 'towers' })
    await refusal().toThrow(/Choose the encoder "clip"/)
    writeTinySentenceFolder(folder)
    await expect(fitted('clip')).rejects.toThrow(/goes with the encoder "onnx"/)
  })

  it('where a tower is missing', async () => {
    writeTinyJointFolder(folder, { type: 'siglip', models: 'towers' })
    rmSync(join(folder, 'onnx/vision_model.onnx'))
    await expect(fitted('clip')).rejects.toThrow(/lacks onnx\/vision_model.onnx/)
  })
})

describe.each([
  { type: 'clip', models: 'towers' },
  { type: 'clip', models: 'one' },
  { type: 'siglip', models: 'towers' },
  { type: 'siglip', models: 'one' },
] as const)('pictures and texts in one space: $type, $models', (kind) => {
  it('lie close where they show the same', async () => {
    writeTinyJointFolder(folder, kind)
    const paint = async (background: string) => {
      const file = join(folder, `${background}.png`)
      await sharp({ create: { width: 6, height: 4, channels: 3, background } })
        .png()
        .toFile(file)
      return file
    }
    const broken = join(folder, 'broken.png')
    writeFileSync(broken, 'no picture')
    const pictures = await pictureEncoder(PictureEncoderSettings.parse({ name: 'clip', folder }))
    const seen = await pictures.encode([await paint('red'), broken, await paint('blue')])
    const texts = await fitted('clip')
    const said = await texts.encode(['red red red', 'blue blue blue'])
    expect(texts.dimensions).toBe(pictures.dimensions)
    expect(texts.revision).toBe(pictures.revision)
    const alike = (picture: number, text: number) => cosine(row(seen, picture, 4), row(said, text, 4))
    expect(alike(0, 0)).toBeGreaterThan(alike(0, 1))
    expect(alike(2, 1)).toBeGreaterThan(alike(2, 0))
    expect([...row(seen, 1, 4)]).toEqual([0, 0, 0, 0])
  })
})
