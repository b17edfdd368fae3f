import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { spawnEngine } from './engine-process.ts'
import { type EngineProcess, type EngineState, EngineSupervisor } from './supervisor.ts'

/** An engine that does what the test says. */
class FakeEngine implements EngineProcess {
  readonly calls: string[] = []
  #message: (message: unknown) => void = () => {}
  readonly #exits: ((how: string) => void)[] = []
  onMessage(listener: (message: unknown) => void) {
    this.#message = listener
  }
  onExit(listener: (how: string) => void) {
    this.#exits.push(listener)
  }
  terminate() {
    this.calls.push('terminate')
  }
  kill() {
    this.calls.push('kill')
    this.exit('SIGKILL')
  }
  say(message: unknown) {
    this.#message(message)
  }
  exit(how: string) {
    for (const listener of this.#exits) listener(how)
  }
}

function supervised(options: { backoff?: number[]; grace?: number; steadyAfter?: number } = {}) {
  const engines: FakeEngine[] = []
  const states: EngineState[] = []
  const waiters: { state: string; resolve: () => void }[] = []
  const supervisor = new EngineSupervisor({
    backoff: [0],
    ...options,
    spawn: () => {
      const engine = new FakeEngine()
      engines.push(engine)
      return engine
    },
    onState: (state) => {
      states.push(state)
      for (const waiter of waiters) if (waiter.state === state.state) waiter.resolve()
    },
  })
  const reaches = (state: EngineState['state']) =>
    new Promise<void>((resolve) => waiters.push({ state, resolve }))
  const engine = (index: number) => {
    const found = engines[index]
    if (found === undefined) throw new Error(`engine ${index} was not started`)
    return found
  }
  return { supervisor, states, reaches, engine, engines }
}

const never = new AbortController().signal

describe('EngineSupervisor', () => {
  it('gives out the socket once the engine is ready', async () => {
    const { supervisor, engine } = supervised()
    supervisor.start()
    const socket = supervisor.socket(never)
    engine(0).say({ type: 'ready', socket: '/s' })
    expect(await socket).toBe('/s')
    expect(await supervisor.socket(never)).toBe('/s')
  })

  it('starts an engine that ended again, and waits with it', async () => {
    const { supervisor, engine, reaches } = supervised()
    supervisor.start()
    engine(0).say({ type: 'ready', socket: '/first' })
    const restarted = reaches('starting')
    engine(0).exit('SIGKILL')
    const socket = supervisor.socket(never)
    await restarted
    engine(1).say({ type: 'ready', socket: '/second' })
    expect(await socket).toBe('/second')
  })

  it('waits longer with every failure in a row', async () => {
    const { supervisor, engine, reaches, states } = supervised({ backoff: [1, 2, 4] })
    supervisor.start()
    for (let attempt = 0; attempt < 4; attempt++) {
      const restarted = reaches('starting')
      engine(attempt).exit('exit code 1')
      await restarted
    }
    const pauses = states.flatMap((state) => (state.state === 'waiting' ? [state.milliseconds] : []))
    expect(pauses).toEqual([1, 2, 4, 4])
    await stopped(supervisor, engine(4))
  })

  it('resets the back-off after a steady run', async () => {
    const { supervisor, engine, reaches, states } = supervised({ backoff: [1, 2], steadyAfter: -1 })
    supervisor.start()
    for (let attempt = 0; attempt < 2; attempt++) {
      const restarted = reaches('starting')
      engine(attempt).exit('exit code 1')
      await restarted
    }
    expect(states.filter((state) => state.state === 'waiting')).toEqual([
      { state: 'waiting', milliseconds: 1 },
      { state: 'waiting', milliseconds: 1 },
    ])
    await stopped(supervisor, engine(2))
  })

  it('does not restart an engine that refused the workspace', async () => {
    const { supervisor, engine, engines } = supervised()
    supervisor.start()
    const socket = supervisor.socket(never)
    engine(0).say({ type: 'refused', message: 'in use' })
    engine(0).exit('exit code 1')
    await expect(socket).rejects.toThrow('in use')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(engines).toHaveLength(1)
    expect(supervisor.state).toEqual({ state: 'refused', message: 'in use' })
  })

  it('ignores messages that are none of the protocol', () => {
    const { supervisor, engine } = supervised()
    supervisor.start()
    engine(0).say({ type: 'ready' })
    engine(0).say('ready')
    expect(supervisor.state.state).toBe('starting')
  })

  it('stops waiting once no caller waits', async () => {
    const { supervisor } = supervised()
    supervisor.start()
    const controller = new AbortController()
    const socket = supervisor.socket(controller.signal)
    controller.abort()
    await expect(socket).rejects.toThrow()
  })

  it('ends the engine with the application, and does not start it again', async () => {
    const { supervisor, engine, engines } = supervised()
    supervisor.start()
    await stopped(supervisor, engine(0))
    expect(engine(0).calls).toEqual(['terminate'])
    expect(engines).toHaveLength(1)
    expect(supervisor.state.state).toBe('stopped')
  })

  it('kills an engine that does not end', async () => {
    const { supervisor, engine } = supervised({ grace: 1 })
    supervisor.start()
    await supervisor.stop()
    expect(engine(0).calls).toEqual(['terminate', 'kill'])
  })

  it('cancels a restart that is due when the application ends', async () => {
    const { supervisor, engine, engines } = supervised({ backoff: [5] })
    supervisor.start()
    engine(0).exit('exit code 1')
    await supervisor.stop()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(engines).toHaveLength(1)
  })
})

async function stopped(supervisor: EngineSupervisor, engine: FakeEngine): Promise<void> {
  const done = supervisor.stop()
  engine.exit('exit code 0')
  await done
}

describe('spawnEngine', () => {
  let folder: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'engine-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  function real(source: string) {
    const entry = join(folder, 'engine.mjs')
    writeFileSync(entry, source)
    let output = ''
    const supervisor = new EngineSupervisor({
      backoff: [0],
      spawn: () =>
        spawnEngine({
          node: process.execPath,
          entry,
          workspace: '/somewhere',
          onOutput: (text) => {
            output += text
          },
        }),
    })
    return { supervisor, output: () => output }
  }

  it('runs a real process, restarts it after a kill, and ends it', async () => {
    const { supervisor } = real(`
      process.send({ type: 'ready', socket: String(process.pid) })
      process.on('SIGTERM', () => process.exit(0))
      setInterval(() => {}, 1000)
    `)
    supervisor.start()
    const first = await supervisor.socket(never)
    process.kill(Number(first), 'SIGKILL')
    const second = await until(async () => {
      const pid = await supervisor.socket(never)
      return pid === first ? null : pid
    })
    await supervisor.stop()
    expect(() => process.kill(Number(second), 0)).toThrow(/ESRCH/)
  })

  it('survives an engine that throws as it starts', async () => {
    const { supervisor, output } = real('throw new Error("broken engine")')
    supervisor.start()
    await until(async () => (output().includes('broken engine') ? true : null))
    await supervisor.stop()
    expect(supervisor.state.state).toBe('stopped')
  })
})

async function until<T>(probe: () => Promise<T | null>): Promise<T> {
  for (;;) {
    const value = await probe()
    if (value !== null) return value
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
