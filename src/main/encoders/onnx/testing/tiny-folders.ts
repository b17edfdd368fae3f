import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Graph, type Node, onnxFile } from './onnx-file.ts'

/** The words that the tiny models know, each with a vector of its own; all else is [UNK]. */
export const WORDS = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  'query',
  ':',
  'red',
  'blue',
  'mug',
  'jug',
  'oak',
  'tin',
]
export const TINY_DIMENSIONS = 4
const SIDE = 2

/** The vector of a word, [4]; no two are parallel. */
export function wordVector(word: string): number[] {
  const id = Math.max(WORDS.indexOf(word), 1)
  return [Math.cos(id), Math.sin(id), Math.cos(2 * id), Math.sin(3 * id)]
}

/** A sentence encoder of a lookup table: token t has `wordVector(t)`, whatever stands around it. */
export function writeTinySentenceFolder(folder: string, files: Readonly<Record<string, unknown>> = {}): void {
  write(folder, {
    'config.json': { model_type: 'bert', max_position_embeddings: 16 },
    ...tokenizerFiles('BertTokenizer'),
    'onnx/model.onnx': onnxFile({
      inputs: [...TEXT_INPUTS, { name: 'token_type_ids', type: 'int64', shape: ['batch', 'length'] }],
      constants: [table()],
      nodes: [lookUp('last_hidden_state')],
      outputs: [{ name: 'last_hidden_state', shape: ['batch', 'length', TINY_DIMENSIONS] }],
    }),
    ...files,
  })
}

/**
 * Towers of one space. A text is the sum of its words' vectors; a picture the mean colour: red as "red", blue as "blue".
 *
 * @param models towers of their own, or both in one model
 */
export function writeTinyJointFolder(
  folder: string,
  { type, models }: { type: 'clip' | 'siglip'; models: 'towers' | 'one' },
  files: Readonly<Record<string, unknown>> = {},
): void {
  const outputs = type === 'clip' ? { text: 'text_embeds', picture: 'image_embeds' } : POOLED[models]
  const text: Graph = {
    inputs: type === 'siglip' ? TEXT_INPUTS.slice(0, 1) : TEXT_INPUTS,
    constants: [table()],
    nodes: [
      lookUp('tokens'),
      {
        operator: 'ReduceSum',
        inputs: ['tokens', 'axis'],
        outputs: [outputs.text],
        attributes: { keepdims: 0 },
      },
    ],
    outputs: [{ name: outputs.text, shape: ['batch', TINY_DIMENSIONS] }],
  }
  const withAxis: Graph = {
    ...text,
    constants: [...text.constants, { name: 'axis', dims: [1], values: BigInt64Array.of(1n) }],
  }
  const vision = pictureTower(outputs.picture)
  const onnx: Record<string, Uint8Array> =
    models === 'towers'
      ? { 'onnx/text_model.onnx': onnxFile(withAxis), 'onnx/vision_model.onnx': onnxFile(vision) }
      : { 'onnx/model.onnx': onnxFile(joined(withAxis, vision)) }
  write(folder, {
    'config.json': {
      model_type: type,
      vision_config: { image_size: SIDE },
      text_config: { max_position_embeddings: 8 },
    },
    ...tokenizerFiles(type === 'clip' ? 'CLIPTokenizer' : 'SiglipTokenizer'),
    'preprocessor_config.json': {
      image_processor_type: type === 'clip' ? 'CLIPImageProcessor' : 'SiglipImageProcessor',
      do_resize: true,
      size: { height: SIDE, width: SIDE },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.5, 0.5, 0.5],
      image_std: [0.5, 0.5, 0.5],
    },
    ...onnx,
    ...files,
  })
}

const POOLED = {
  towers: { text: 'pooler_output', picture: 'pooler_output' },
  one: { text: 'text_embeds', picture: 'image_embeds' },
} as const

const TEXT_INPUTS: Graph['inputs'] = [
  { name: 'input_ids', type: 'int64', shape: ['batch', 'length'] },
  { name: 'attention_mask', type: 'int64', shape: ['batch', 'length'] },
]

function table(): Graph['constants'][number] {
  return {
    name: 'table',
    dims: [WORDS.length, TINY_DIMENSIONS],
    values: Float32Array.from(WORDS.flatMap(wordVector)),
  }
}

function lookUp(output: string): Node {
  return { operator: 'Gather', inputs: ['table', 'input_ids'], outputs: [output], attributes: { axis: 0 } }
}

/** Mean of each channel, in [-1, 1], times the vectors that "red", nothing and "blue" have. */
function pictureTower(output: string): Graph {
  return {
    inputs: [{ name: 'pixel_values', type: 'float', shape: ['pictures', 3, SIDE, SIDE] }],
    constants: [
      {
        name: 'colours',
        dims: [3, TINY_DIMENSIONS],
        values: Float32Array.from([...wordVector('red'), 0, 0, 0, 0, ...wordVector('blue')]),
      },
    ],
    nodes: [
      {
        operator: 'ReduceMean',
        inputs: ['pixel_values'],
        outputs: ['channels'],
        attributes: { axes: [2, 3], keepdims: 0 },
      },
      { operator: 'MatMul', inputs: ['channels', 'colours'], outputs: [output] },
    ],
    outputs: [{ name: output, shape: ['pictures', TINY_DIMENSIONS] }],
  }
}

function joined(a: Graph, b: Graph): Graph {
  return {
    inputs: [...a.inputs, ...b.inputs],
    constants: [...a.constants, ...b.constants],
    nodes: [...a.nodes, ...b.nodes],
    outputs: [...a.outputs, ...b.outputs],
  }
}

/** Words at blanks and punctuation, in lower case, between [CLS] and [SEP]. */
function tokenizerFiles(kind: string): Readonly<Record<string, unknown>> {
  const special = (content: string) => ({
    id: WORDS.indexOf(content),
    content,
    single_word: false,
    lstrip: false,
    rstrip: false,
    normalized: false,
    special: true,
  })
  const id = (content: string) => ({ id: content, ids: [WORDS.indexOf(content)], tokens: [content] })
  return {
    'tokenizer.json': {
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]'].map(special),
      normalizer: { type: 'Lowercase' },
      pre_tokenizer: { type: 'BertPreTokenizer' },
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '[CLS]', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
          { SpecialToken: { id: '[SEP]', type_id: 0 } },
        ],
        pair: [],
        special_tokens: { '[CLS]': id('[CLS]'), '[SEP]': id('[SEP]') },
      },
      decoder: null,
      model: {
        type: 'WordLevel',
        vocab: Object.fromEntries(WORDS.map((word, at) => [word, at])),
        unk_token: '[UNK]',
      },
    },
    'tokenizer_config.json': {
      tokenizer_class: kind,
      model_max_length: 16,
      pad_token: '[PAD]',
      unk_token: '[UNK]',
      cls_token: '[CLS]',
      sep_token: '[SEP]',
    },
  }
}

function write(folder: string, files: Readonly<Record<string, unknown>>): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content instanceof Uint8Array ? content : JSON.stringify(content))
  }
}
