import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { saveSettings } from '#main/store/settings-repository.ts'
import type { RunId } from '#shared/contract/ids.ts'
import { StandIn } from './testing/stand-in.ts'

/** Trains until it is stopped. */
const OBEDIENT = `
process.on('message', async ({ type }) => {
  if (type === 'stop') { await send(finished('stopped')); process.exit(0) }
})
await send(started)
await send(epoch(1, true))
await forever()`

let studio: StandIn
beforeEach(() => {
  studio = new StandIn()
})
afterEach(() => studio.close())

function open(runsAtOnce: number, memory = 8e9): void {
  studio.open(OBEDIENT, { machine: { cores: 4, memory }, closingMilliseconds: 1 })
  saveSettings(studio.workspace.database, { runsAtOnce })
  studio.queue.start()
}
const training = (run: RunId) => studio.until(run, (seen) => seen.epoch > 0)
const states = (runs: readonly RunId[]) => runs.map((run) => studio.service.get({ run }).state)
const threadsOf = (run: RunId) => studio.service.get({ run }).config.threads

describe('runs at once', () => {
  it('is one unless the settings say otherwise, and each run takes all cores', async () => {
    studio.open(OBEDIENT, { machine: { cores: 4, memory: 8e9 }, closingMilliseconds: 1 })
    studio.queue.start()
    const runs = [1, 2].map((seed) => studio.create({ seed, threads: 'auto' }))
    expect(runs.map(threadsOf)).toEqual([4, 4])
    expect(states(runs)).toEqual(['running', 'queued'])
  })

  it('are as many as the settings say, with the cores shared, and the next begins when one ends', async () => {
    open(2)
    const runs = [1, 2, 3].map((seed) => studio.create({ seed, threads: 'auto' }))
    expect(runs.map(threadsOf)).toEqual([2, 2, 2])
    expect(states(runs)).toEqual(['running', 'running', 'queued'])
    const [first, second, third] = runs as [RunId, RunId, RunId]
    await Promise.all([training(first), training(second)])
    studio.service.stop({ run: first })
    await training(third)
    expect(states(runs)).toEqual(['stopped', 'running', 'running'])
  })

  it('wait while their threads together are more than the cores, in their order', () => {
    open(4)
    const runs = [3, 2, 1].map((threads, at) => studio.create({ seed: at + 1, threads }))
    expect(states(runs)).toEqual(['running', 'queued', 'queued'])
  })

  it('wait while their memory together is more than a share of the machine, but one always trains', () => {
    open(4, 1e6)
    const runs = [1, 2].map((seed) => studio.create({ seed, threads: 1 }))
    expect(states(runs)).toEqual(['running', 'queued'])
  })

  it('start when the settings come to allow it', () => {
    open(1)
    const runs = [1, 2].map((seed) => studio.create({ seed, threads: 1 }))
    expect(states(runs)).toEqual(['running', 'queued'])
    saveSettings(studio.workspace.database, { runsAtOnce: 2 })
    studio.queue.settingsChanged()
    expect(states(runs)).toEqual(['running', 'running'])
  })
})
