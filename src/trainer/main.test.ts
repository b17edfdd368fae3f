import { type ChildProcess, execFile, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assemblyscript } from '#build/assemblyscript.ts'
import { asFloat32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'
import { decodeSafetensors } from '#shared/files/safetensors.ts'
import { TrainerMessage } from '#shared/training/protocol.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { writeRun } from './testing/write-run.ts'

/** The trainer as its own process, built as the application builds it. */
describe('the trainer process', () => {
  let folder: string
  let entry: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainer-'))
    entry = join(folder, 'trainer.mjs')
    await build({
      configFile: false,
      logLevel: 'error',
      plugins: [assemblyscript()],
      ssr: { noExternal: true },
      build: {
        ssr: 'src/trainer/main.ts',
        target: 'node24',
        outDir: folder,
        emptyOutDir: false,
        rolldownOptions: { output: { entryFileNames: 'trainer.mjs' } },
      },
    })
  }, 60_000)
  afterAll(() => rm(folder, { recursive: true }))

  async function prepare(name: string, config: Parameters<typeof tinyWorld>[0]): Promise<string> {
    const run = join(folder, name)
    await writeRun(run, tinyWorld({ backend: 'auto', ...config }))
    return run
  }

  function start(
    run: string,
    onMessage?: (message: TrainerMessage, child: ChildProcess) => void,
    options: readonly string[] = [],
  ) {
    const child = fork(entry, [run, ...options])
    const messages: TrainerMessage[] = []
    child.on('message', (raw) => {
      const message = TrainerMessage.parse(raw)
      messages.push(message)
      onMessage?.(message, child)
    })
    return { messages, exit: once(child, 'exit').then(([code]) => code as unknown) }
  }

  test('finishes with code 0 and all output files', async () => {
    const run = await prepare('neggen', { model: 'neggen', epochs: 2 })
    const { messages, exit } = start(run)
    expect(await exit).toBe(0)
    expect(messages.map((message) => message.type)).toEqual(['started', 'epoch', 'epoch', 'finished'])
    const output = join(run, 'output')
    expect((await readdir(output)).sort()).toEqual([
      'best.safetensors',
      'item_embeddings.npy',
      'test_metrics.npy',
      'test_users.npy',
      'user_embeddings.npy',
    ])
    const matrix = async (name: string) => {
      const { rows, cols } = asFloat32Matrix(decodeNpy(await readFile(join(output, name)), name), name)
      return [rows, cols]
    }
    expect(await matrix('user_embeddings.npy')).toEqual([48, 8])
    expect(await matrix('item_embeddings.npy')).toEqual([40, 8])
    expect(await matrix('test_metrics.npy')).toEqual([48, 20])
    const best = decodeSafetensors(await readFile(join(output, 'best.safetensors')), 'best.safetensors')
    expect(best.tensors.map((tensor) => tensor.name)).toContain('text_projection.weights')
    expect(best.metadata.model).toBe('neggen')
  })

  test('scores negatives by a run that has ended', async () => {
    const run = await prepare('scored', { model: 'neggen', epochs: 2 })
    expect(await start(run).exit).toBe(0)
    const scoring = join(run, 'scoring')
    await mkdir(scoring)
    const write = (name: string, data: Int32Array | Float32Array, shape: number[]) =>
      writeFile(join(scoring, name), encodeNpy(data, shape))
    await write('items.npy', Int32Array.of(5, 3, 5), [3])
    await write('text_negative.npy', new Float32Array(15).fill(0.5), [3, 5])
    await write('image_negative.npy', new Float32Array(18).fill(0.5), [3, 6])
    const { messages, exit } = start(run, undefined, ['--score', scoring])
    expect(await exit).toBe(0)
    expect(messages).toEqual([])
    const file = join(scoring, 'hardness.npy')
    const { rows, data } = asFloat32Matrix(decodeNpy(await readFile(file), file), file)
    expect(rows).toBe(3)
    expect(data[0]).toBe(data[2])
    for (const value of data) expect(value > 0 && value < 1).toBe(true)

    await rm(join(scoring, 'items.npy'))
    const second = start(run, undefined, ['--score', scoring])
    expect(await second.exit).toBe(1)
    expect(second.messages).toMatchObject([
      { type: 'failed', message: expect.stringMatching(/items\.npy: the file is missing/) },
    ])
  })

  test('fails with code 1 and a sentence', async () => {
    const run = await prepare('broken', { model: 'lightgcn' })
    await rm(join(run, 'input', 'train.npy'))
    const { messages, exit } = start(run)
    expect(await exit).toBe(1)
    expect(messages).toMatchObject([
      { type: 'failed', message: expect.stringMatching(/train\.npy: the file is missing/) },
    ])
  })

  test('stops when told to, after testing the best epoch', async () => {
    const run = await prepare('stopped', { model: 'lightgcn', epochs: 10_000, patience: 10_000 })
    const { messages, exit } = start(run, (message, child) => {
      if (message.type === 'epoch' && message.epoch === 2) child.send({ type: 'stop' })
    })
    expect(await exit).toBe(0)
    expect(messages.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' })
  })

  test('ends by itself when its parent is gone', async () => {
    const run = await prepare('orphan', { model: 'lightgcn', epochs: 10_000, patience: 10_000 })
    const { exit } = start(run, (message, child) => {
      if (message.type === 'started') child.disconnect()
    })
    expect(await exit).toBe(1)
  })

  test('started by hand, prints its messages as lines of JSON', async () => {
    const run = await prepare('by-hand', { model: 'popularity' })
    const { stdout } = await promisify(execFile)(process.execPath, [entry, run])
    const messages = stdout
      .trim()
      .split('\n')
      .map((line) => TrainerMessage.parse(JSON.parse(line)))
    expect(messages.map((message) => message.type)).toEqual(['started', 'finished'])
  })
})
