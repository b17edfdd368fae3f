import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { BackendAvailability } from '#shared/training/backends.ts'
import type { BackendName } from '#shared/training/config.ts'
import { Backends } from './backends.ts'

let folder: string
let backends: Backends

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'backends-'))
})
afterEach(() => {
  backends.close()
  rmSync(folder, { recursive: true, force: true })
})

/** A trainer that says of each backend that it is usable, unless the source text in its place does otherwise. */
function open(instead: Partial<Record<BackendName, string>> = {}, patienceMilliseconds = 60_000): void {
  const trainerEntry = join(folder, 'trainer.mjs')
  writeFileSync(
    trainerEntry,
    `import { appendFileSync } from 'node:fs'
    const [flag, ...names] = process.argv.slice(2)
    if (flag !== '--backends') throw new Error('not asked for backends')
    appendFileSync(${JSON.stringify(join(folder, 'looks'))}, names.join('+') + ' ')
    const kind = { webgpu: 'gpu', tensorflow: 'gpu', wasm: 'cpu', reference: 'cpu' }
    const answer = () => console.log(JSON.stringify({
      backends: names.map((name) => ({ name, usable: true, kind: kind[name], device: 'a device', reason: 'it answers', remedy: null })),
    }))
    const instead = ${JSON.stringify(instead)}[names[0]]
    if (instead === undefined) answer()
    else await new Function('answer', 'return (async () => {' + instead + '})()')(answer)`,
  )
  backends = new Backends({ trainerEntry, patienceMilliseconds })
}

/** How often each process was asked for, in any order. */
function looks(): string[] {
  return readFileSync(join(folder, 'looks'), 'utf8').trim().split(' ').toSorted()
}

async function found(name: BackendName): Promise<BackendAvailability | undefined> {
  return (await backends.report()).backends.find((backend) => backend.name === name)
}

describe('the report', () => {
  it('tries each native backend in a process of its own, and tells what auto takes', async () => {
    open()
    const { backends: all, auto, cores } = await backends.report()
    expect(all.map(({ name }) => name)).toEqual(['tensorflow', 'webgpu', 'wasm', 'reference'])
    expect(auto).toEqual({ name: 'tensorflow', reason: 'the fastest that is usable here' })
    expect(cores).toBe(availableParallelism())
    expect(looks()).toEqual(['reference+wasm', 'tensorflow', 'webgpu'])
  })

  it('is remembered until it is refreshed', async () => {
    open()
    await backends.report()
    await backends.report({ refresh: false })
    expect(looks()).toHaveLength(3)
    const [again, joined] = await Promise.all([
      backends.report({ refresh: true }),
      backends.report({ refresh: true }),
    ])
    expect(joined).toEqual(again)
    expect(looks()).toHaveLength(6)
  })

  it('believes an answer that comes between the noise of native libraries, and before a crash on the way out', async () => {
    open({
      webgpu: `console.log('{ driver }'); answer(); console.log('bye'); process.kill(process.pid, 'SIGSEGV')`,
    })
    expect(await found('webgpu')).toMatchObject({ usable: true, reason: 'it answers' })
  })
})

describe('a backend that does not answer', () => {
  it.skipIf(process.platform === 'win32')(
    'crashed: the others are not harmed, and auto says why it passed over it',
    async () => {
      open({
        webgpu: `process.kill(process.pid, 'SIGSEGV'); await new Promise(() => setInterval(() => {}, 1000))`,
        tensorflow: `throw new Error('libcudart.so.11.0 is missing.')`,
      })
      expect(await found('webgpu')).toEqual({
        name: 'webgpu',
        usable: false,
        kind: 'gpu',
        device: null,
        reason: 'it crashed while it was tried (signal SIGSEGV)',
        remedy: expect.stringContaining('driver'),
      })
      expect((await backends.report()).auto).toEqual({
        name: 'wasm',
        reason:
          'the fastest that is usable here; not tensorflow: it failed while it was tried (exit code 1): ' +
          'Error: libcudart.so.11.0 is missing; not webgpu: it crashed while it was tried (signal SIGSEGV)',
      })
    },
  )

  it('hangs: it is ended', async () => {
    open({ tensorflow: `await new Promise(() => setInterval(() => {}, 1000))` }, 500)
    expect(await found('tensorflow')).toMatchObject({
      usable: false,
      reason: 'it did not answer within 0.5 s',
    })
  })

  it('says something else: it failed', async () => {
    open({ webgpu: `console.log('{"backends":[]}')` })
    expect(await found('webgpu')).toMatchObject({
      usable: false,
      reason: 'it failed while it was tried (exit code 0)',
    })
  })

  it('is no longer waited for when the engine closes', async () => {
    open({ webgpu: `await new Promise(() => setInterval(() => {}, 1000))` })
    const report = backends.report()
    backends.close()
    expect((await report).auto.name).toBe(null)
  })
})

describe('what a trainer is told', () => {
  it('is what was found of the native backends', async () => {
    open()
    const known = await backends.known('auto')
    expect(known?.backends.map(({ name }) => name)).toEqual(['tensorflow', 'webgpu'])
    expect(await backends.known('webgpu')).toEqual(known)
    expect(looks()).toHaveLength(3)
  })

  it('is nothing, and nothing is looked at, where it asks for none of them', async () => {
    open({ reference: `throw new Error('looked at')` })
    expect(await backends.known('wasm')).toBe(null)
    expect(() => looks()).toThrow('ENOENT')
  })
})
