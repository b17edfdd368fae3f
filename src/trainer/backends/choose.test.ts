import { availableParallelism } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type BackendAvailability, KNOWN_BACKENDS } from '#shared/training/backends.ts'
import { type BackendName, MAX_THREADS, type TrainConfig } from '#shared/training/config.ts'
import { TrainingFailure } from '../failure.ts'
import type { Candidate, Candidates } from './candidates.ts'
import { chooseBackend } from './choose.ts'
import { ReferenceBackend } from './reference/reference-backend.ts'

/** What was done to which backend, in order. */
let calls: string[] = []
afterEach(() => {
  calls = []
  vi.unstubAllEnvs()
})

function standIn(name: BackendName, change: Partial<Candidate> = {}): Candidate {
  const kind = name === 'webgpu' || name === 'tensorflow' ? 'gpu' : 'cpu'
  const candidate: Candidate = {
    probe: async () => ({ usable: true, kind, device: 'a device', reason: 'it answers', remedy: null }),
    create: async () => new ReferenceBackend(),
    ...change,
  }
  return {
    probe() {
      calls.push(`look at ${name}`)
      return candidate.probe()
    },
    create(threads) {
      calls.push(`create ${name}`)
      return candidate.create(threads)
    },
  }
}

function lacking(name: BackendName, reason: string, remedy: string | null = null): Candidate {
  const kind = name === 'webgpu' || name === 'tensorflow' ? 'gpu' : 'cpu'
  return standIn(name, { probe: async () => ({ usable: false, kind, device: null, reason, remedy }) })
}

function machine(change: Partial<Candidates> = {}): Candidates {
  return {
    tensorflow: standIn('tensorflow'),
    webgpu: standIn('webgpu'),
    wasm: standIn('wasm'),
    reference: standIn('reference'),
    ...change,
  }
}

function choose(
  backend: TrainConfig['backend'],
  candidates: Candidates,
  known: BackendAvailability[] = [],
): ReturnType<typeof chooseBackend> {
  return chooseBackend({ backend, threads: 'auto' }, { candidates, known })
}

describe('auto', () => {
  it('creates the fastest and looks at none after it', async () => {
    expect(await choose('auto', machine())).toMatchObject({ name: 'tensorflow' })
    expect(calls).toEqual(['look at tensorflow', 'create tensorflow'])
  })

  it('goes on to the next where one cannot run, and says why', async () => {
    const { name, reason } = await choose(
      'auto',
      machine({
        tensorflow: lacking('tensorflow', 'it is not installed'),
        webgpu: lacking('webgpu', 'no GPU was found'),
        wasm: lacking('wasm', 'no SIMD'),
      }),
    )
    expect(name).toBe('reference')
    expect(reason).toBe(
      'the fastest that is usable here; not tensorflow: it is not installed; not webgpu: no GPU was found; not wasm: no SIMD',
    )
  })

  it('passes over a GPU that answers a look and then cannot be had', async () => {
    const create = () => Promise.reject(new Error('The device is lost.'))
    const choice = await choose(
      'auto',
      machine({ tensorflow: lacking('tensorflow', 'absent'), webgpu: standIn('webgpu', { create }) }),
    )
    expect(choice).toMatchObject({
      name: 'wasm',
      reason: expect.stringContaining('not webgpu: it could not be started: The device is lost'),
    })
  })

  it('hides no bug of the CPU backends behind a slower one', async () => {
    const create = () => Promise.reject(new Error('a bug'))
    const candidates = machine({
      tensorflow: lacking('tensorflow', 'absent'),
      webgpu: lacking('webgpu', 'absent'),
      wasm: standIn('wasm', { create }),
    })
    await expect(choose('auto', candidates)).rejects.toThrow('a bug')
  })
})

describe('asked for by name', () => {
  it('takes a software device and touches no other backend', async () => {
    const probe = async () =>
      ({ usable: true, kind: 'cpu', device: 'SwiftShader', reason: 'it answers', remedy: null }) as const
    const choice = await choose('webgpu', machine({ webgpu: standIn('webgpu', { probe }) }))
    expect(choice).toMatchObject({ name: 'webgpu', reason: 'asked for by name' })
    expect(calls).toEqual(['look at webgpu', 'create webgpu'])
  })

  it('fails with reason and remedy where it cannot run', async () => {
    const failure = await choose(
      'webgpu',
      machine({ webgpu: lacking('webgpu', 'no GPU was found', 'Install a driver.') }),
    ).catch((error) => error)
    expect(failure).toBeInstanceOf(TrainingFailure)
    expect(failure).toMatchObject({
      message: 'The backend "webgpu" cannot run here: no GPU was found.',
      hint: 'Install a driver.',
    })
  })

  it('fails where it cannot be created', async () => {
    const create = () => Promise.reject(new TrainingFailure('Out of memory.', 'Close other programs.'))
    const failure = choose('webgpu', machine({ webgpu: standIn('webgpu', { create }) }))
    await expect(failure).rejects.toMatchObject({
      message: 'The backend "webgpu" cannot run here: it could not be started: Out of memory.',
      hint: 'Close other programs.',
    })
  })
})

describe('what the engine found out already', () => {
  const crashed: BackendAvailability = {
    name: 'webgpu',
    usable: false,
    kind: 'gpu',
    device: null,
    reason: 'it crashed while it was tried (signal SIGSEGV)',
    remedy: 'Update the driver.',
  }

  it('is believed without another look', async () => {
    const report = { backends: [crashed, { ...crashed, name: 'tensorflow', reason: 'it hangs' }] }
    vi.stubEnv(KNOWN_BACKENDS, JSON.stringify(report))
    const choice = await chooseBackend({ backend: 'auto', threads: 'auto' }, { candidates: machine() })
    expect(choice).toMatchObject({ name: 'wasm', reason: expect.stringContaining('signal SIGSEGV') })
    expect(calls).toEqual(['look at wasm', 'create wasm'])
  })

  it('is no reason to go without the CPU backends, which are looked at again', async () => {
    const known = [crashed, { ...crashed, name: 'tensorflow' }, { ...crashed, name: 'wasm' }] as const
    expect(await choose('auto', machine(), [...known])).toMatchObject({ name: 'wasm' })
  })
})

it('creates with the threads of the configuration, as many as cores with auto', async () => {
  const threads: number[] = []
  const create = async (count: number) => {
    threads.push(count)
    return new ReferenceBackend()
  }
  const candidates = machine({ wasm: standIn('wasm', { create }) })
  await chooseBackend({ backend: 'wasm', threads: 3 }, { candidates })
  await chooseBackend({ backend: 'wasm', threads: 'auto' }, { candidates })
  expect(threads).toEqual([3, Math.min(availableParallelism(), MAX_THREADS)])
})
