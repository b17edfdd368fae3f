import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { textEncoder } from '#main/encoders/encoders.ts'
import type { TextEncoder } from '#main/encoders/text-encoder.ts'
import { TextEncoderSettings } from '#shared/encoders/text-encoder-settings.ts'
import { Rng } from '#trainer/data/rng.ts'
import { GOALS } from '../goals.ts'
import { Missing } from '../missing.ts'
import type { Line } from '../report.ts'
import { alternate, quotient, roundOf, summarize } from '../rounds.ts'
import { type Settings, threadsInWords } from '../settings.ts'

const run = promisify(execFile)
const Times = z.array(z.number().positive())

const TEXTS = 100
const REPEATS = 2
/** Words of a text at most: some are cut off at the model's limit, most are not. */
const WORDS = 160
const LARGEST_DIFFERENCE = 1e-4

/**
 * Encoding texts with the model in STUDIO_ONNX_FOLDER against sentence-transformers with the same model's weights for PyTorch,
 * which the folder holds as well.
 *
 * @throws Error where the two do not give the same vectors
 */
export async function measureEncoders({ folder, threads, rounds, peer, peers }: Settings): Promise<Line[]> {
  const model = process.env.STUDIO_ONNX_FOLDER
  if (model === undefined) {
    throw new Missing('STUDIO_ONNX_FOLDER names no folder with a sentence encoder for ONNX and for PyTorch')
  }
  if (peer === null) throw new Missing('--peer names no Python with sentence-transformers')
  await run(peer, ['-c', 'import sentence_transformers']).catch(() => {
    throw new Missing(`${peer} does not import sentence_transformers; --peer names a Python that does`)
  })
  const texts = someTexts()
  const [textsFile, vectorsFile] = [join(folder, 'texts.json'), join(folder, 'vectors.bin')]
  await writeFile(textsFile, JSON.stringify(texts))
  const settings = TextEncoderSettings.parse({ name: 'onnx', folder: model, device: 'cpu' })
  const encoder = await textEncoder(settings)(noTexts())
  const given = [peers.sentences, model, String(threads), textsFile, vectorsFile, String(REPEATS)]
  const { ours, theirs } = await alternate(rounds, {
    theirs: async () => roundOf(Times.parse(JSON.parse((await run(peer, given)).stdout))),
    ours: async () => roundOf(await timesOf(encoder, texts)),
  })
  const difference = largestDifference(await encoder.encode(texts), await readFile(vectorsFile))
  if (!(difference <= LARGEST_DIFFERENCE)) {
    throw new Error(
      `The vectors differ from those of sentence-transformers by ${difference.toExponential(1)}.`,
    )
  }
  return [
    {
      row: 'encoders',
      what: `${TEXTS} texts, against sentence-transformers on ${threadsInWords(threads)}`,
      unit: 'x',
      goal: GOALS.encoding,
      outcome: {
        state: 'measured',
        ...quotient(ours, theirs),
        value: { name: 'ONNX', unit: 'ms', summary: summarize(ours) },
        baseline: { name: 'PyTorch', unit: 'ms', summary: summarize(theirs) },
        notes: [
          `numbers of the vectors differ by ${difference.toExponential(1)} at most; from texts to unit vectors, through the encoder's process; ONNX Runtime takes a thread for each core`,
        ],
      },
    },
  ]
}

/** The first of them not timed. */
async function timesOf(encoder: TextEncoder, texts: readonly string[]): Promise<number[]> {
  const times: number[] = []
  for (let repeat = 0; repeat <= REPEATS; repeat++) {
    const start = performance.now()
    await encoder.encode(texts)
    times.push(performance.now() - start)
  }
  return times.slice(1)
}

/** Of many lengths, as descriptions of items are. */
function someTexts(): string[] {
  const rng = new Rng(1, 'texts to encode')
  const words = [
    'red',
    'mug',
    'of',
    'oak',
    'with',
    'a',
    'handle',
    'for',
    'travel',
    'and',
    'stoneware',
    'unbreakable',
  ]
  return Array.from({ length: TEXTS }, () =>
    Array.from({ length: 5 + rng.below(WORDS) }, () => words[rng.below(words.length)]).join(' '),
  )
}

async function* noTexts(): AsyncGenerator<string> {}

function largestDifference(ours: Float32Array, bytes: Buffer): number {
  const theirs = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY
  return ours.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (theirs[index] ?? 0))), 0)
}
