import { type ChildProcess, execFile, fork, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assemblyscript } from '#build/assemblyscript.ts'
import { modulePath } from '#build/module-path.ts'
import { asFloat32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'
import { decodeSafetensors } from '#shared/files/safetensors.ts'
import { TrainerMessage } from '#shared/training/protocol.ts'
import { Rng } from './data/rng.ts'
import { outcome, outputFiles } from './testing/attempt.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { writeRun } from './testing/write-run.ts'

/** Where tests need not be as careful as `auto` is. */
const onWasm = { backend: 'wasm', threads: 2 } as const
/** Arguments of `unshare`: a process with a mount namespace of its own. */
const OWN_MOUNTS = ['--user', '--map-root-user', '--mount']

/** The trainer as its own process, built as the application builds it. */
describe('the trainer process', { timeout: 60_000 }, () => {
  let folder: string
  let entry: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'trainer-'))
    entry = join(folder, 'trainer.mjs')
    await symlink(resolve('node_modules'), join(folder, 'node_modules'), 'junction')
    await build({
      configFile: false,
      logLevel: 'error',
      // Workers are started from their source, which Node reads as it is.
      plugins: [assemblyscript(), { ...modulePath(), apply: 'build' }],
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
      'test_lists.npy',
      'test_metrics.npy',
      'test_ranks.npy',
      'test_users.npy',
      'user_embeddings.npy',
    ])
    const matrix = async (name: string) => {
      const { rows, cols } = asFloat32Matrix(decodeNpy(await readFile(join(output, name)), name), name)
      return [rows, cols]
    }
    expect(await matrix('user_embeddings.npy')).toEqual([48, 8])
    expect(await matrix('item_embeddings.npy')).toEqual([40, 8])
    expect(await matrix('test_metrics.npy')).toEqual([48, 24])
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
    const run = await prepare('stopped', { model: 'lightgcn', epochs: 10_000, patience: 10_000, ...onWasm })
    const { messages, exit } = start(run, (message, child) => {
      if (message.type === 'epoch' && message.epoch === 2) child.send({ type: 'stop' })
    })
    expect(await exit).toBe(0)
    expect(messages.at(-1)).toMatchObject({ type: 'finished', reason: 'stopped' })
  })

  test("leaves a terminal's Ctrl-C to its parent process", async () => {
    const run = await prepare('interrupted', { model: 'bpr-mf', epochs: 5, ...onWasm })
    const { messages, exit } = start(run, (message, child) => {
      if (message.type === 'epoch') child.kill('SIGINT')
    })
    expect(await exit).toBe(0)
    expect(messages.at(-1)).toMatchObject({ type: 'finished', reason: 'epochs' })
  })

  test('pauses within a moment when told to, and goes on to the same end', async () => {
    const config = { model: 'lightgcn', epochs: 12, patience: 12, ...onWasm } as const
    const whole = await prepare('unpaused', config)
    const expected = start(whole)
    expect(await expected.exit).toBe(0)

    const run = await prepare('paused', config)
    const first = start(run, (message, child) => {
      if (message.type === 'epoch' && message.epoch === 3) child.send({ type: 'pause' })
    })
    expect(await first.exit).toBe(0)
    const paused = first.messages.at(-1)
    if (paused?.type !== 'paused') throw new Error('It did not pause.')
    expect(await readdir(join(run, 'output'))).toContain('checkpoint.safetensors')
    const second = start(run)
    expect(await second.exit).toBe(0)
    const { epoch, step } = paused
    expect(second.messages[0]).toMatchObject({ type: 'started', resumedFrom: { epoch, step } })
    expect(outcome([...first.messages, ...second.messages])).toEqual(outcome(expected.messages))
    expect(await outputFiles(run)).toEqual(await outputFiles(whole))
  })

  /** Folders that the studio wrote when settings stood side by side, with runs that were paused. */
  test.each(['lightgcn', 'neggen'])(
    'continues a paused %s run of an old studio to the same end',
    async (name) => {
      const stored = fileURLToPath(new URL(`testing/run-folder-1/${name}`, import.meta.url))
      const whole = join(folder, `${name}-from-start`)
      await cp(join(stored, 'input'), join(whole, 'input'), { recursive: true })
      const expected = start(whole)
      expect(await expected.exit).toBe(0)

      const run = join(folder, `${name}-from-checkpoint`)
      await cp(stored, run, { recursive: true })
      const { messages, exit } = start(run)
      expect(await exit).toBe(0)
      expect(messages[0]).toMatchObject({ type: 'started', resumedFrom: { epoch: expect.any(Number) } })
      const [went, would] = [outcome(messages), outcome(expected.messages)]
      expect(Object.keys(went.epochs).length).toBeLessThan(Object.keys(would.epochs).length)
      expect(would.epochs).toMatchObject(went.epochs)
      // What the old studio had validated has no metric that came later.
      expect(would).toMatchObject({ finished: went.finished })
      // The best parameters are from before the pause, and still carry the settings as they were stored then.
      const results = async (of: string) => ({ ...(await outputFiles(of)), 'best.safetensors': null })
      expect(await results(run)).toEqual(await results(whole))
    },
  )

  test('killed again and again, ends the same', async () => {
    const config = { model: 'neggen', epochs: 40, patience: 40, ...onWasm } as const
    const whole = await prepare('unharmed', config)
    const expected = start(whole)
    expect(await expected.exit).toBe(0)

    const run = await prepare('killed', config)
    const rng = new Rng(1, 'kills')
    const messages: TrainerMessage[] = []
    for (let life = 0; life < 6; life++) {
      // In its first epochs, at any moment of an epoch or of the checkpoint that follows every step.
      let epochs = 1 + rng.below(3)
      const moment = rng.below(20)
      const killed = start(
        run,
        (message, child) => {
          if (message.type === 'epoch' && --epochs === 0) setTimeout(() => child.kill('SIGKILL'), moment)
        },
        ['--checkpoint-every', '0'],
      )
      expect(await killed.exit).toBe(null)
      messages.push(...killed.messages)
    }
    const last = start(run)
    expect(await last.exit).toBe(0)
    expect(last.messages[0]).toMatchObject({ type: 'started', resumedFrom: { epoch: expect.any(Number) } })
    expect(outcome([...messages, ...last.messages])).toEqual(outcome(expected.messages))
    expect(await outputFiles(run)).toEqual(await outputFiles(whole))
  })

  const namespaces = spawnSync('unshare', [...OWN_MOUNTS, 'mount', '-t', 'tmpfs', 'tmpfs', '/tmp'])
  test.skipIf(namespaces.status !== 0)('fails with a sentence on a disk that is really full', async () => {
    const run = await prepare('full', { model: 'lightgcn', epochs: 5, dimensions: 64, ...onWasm })
    await mkdir(join(run, 'output'))
    // Room for the best parameters once, and hardly for more.
    const script = 'mount -t tmpfs -o size=32k tmpfs "$1/output" && "$2" "$3" "$1"; ls -A "$1/output"'
    const { stdout } = await promisify(execFile)('unshare', [
      ...OWN_MOUNTS,
      ...['sh', '-c', script, 'sh', run, process.execPath, entry],
    ])
    const lines = stdout.trim().split('\n')
    expect(lines.at(-1)).toBe('best.safetensors')
    expect(TrainerMessage.parse(JSON.parse(lines.at(-2) ?? ''))).toMatchObject({
      type: 'failed',
      message: expect.stringMatching(
        /output\/\w+\.\w+ could not be written: the disk is full; it takes \d+ kB, of which \d+ kB are free\.$/,
      ),
      hint: expect.stringContaining('Free some space'),
    })
  })

  test('ends by itself when its parent is gone', async () => {
    const run = await prepare('orphan', { model: 'lightgcn', epochs: 10_000, patience: 10_000, ...onWasm })
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
