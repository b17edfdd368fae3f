import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DraftSaver } from './draft-saver.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

function disk() {
  const saved: [string, string][] = []
  const errors: unknown[] = []
  let broken = false
  const saver = new DraftSaver<string, string>(
    async (key, content) => {
      if (broken) throw new Error('engine gone')
      saved.push([key, content])
    },
    (error) => errors.push(error),
  )
  return { saver, saved, errors, break: (state: boolean) => (broken = state) }
}

describe('draft saver', () => {
  it('saves the newest text once typing pauses', async () => {
    const { saver, saved } = disk()
    saver.changed('a', 'r')
    await vi.advanceTimersByTimeAsync(200)
    saver.changed('a', 're')
    await vi.advanceTimersByTimeAsync(200)
    expect(saved).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    expect(saved).toEqual([['a', 're']])
  })

  it('saves at once when flushed, and not again', async () => {
    const { saver, saved } = disk()
    saver.changed('a', 'red')
    saver.changed('b', 'blue')
    await saver.flush()
    await vi.advanceTimersByTimeAsync(1000)
    expect(saved).toEqual([
      ['a', 'red'],
      ['b', 'blue'],
    ])
  })

  it('keeps items apart', async () => {
    const { saver, saved } = disk()
    saver.changed('a', 'red')
    await vi.advanceTimersByTimeAsync(100)
    saver.changed('b', 'blue')
    await vi.advanceTimersByTimeAsync(400)
    expect(saved).toEqual([
      ['a', 'red'],
      ['b', 'blue'],
    ])
  })

  it('never lets an older text overwrite a newer one', async () => {
    const releases: (() => void)[] = []
    const finished: string[] = []
    const saver = new DraftSaver<string, string>(
      async (_, content) => {
        await new Promise<void>((resolve) => releases.push(resolve))
        finished.push(content)
      },
      () => undefined,
    )
    saver.changed('a', 'old')
    const first = saver.flush()
    saver.changed('a', 'new')
    const second = saver.flush()
    await vi.advanceTimersByTimeAsync(0)
    expect(releases).toHaveLength(1)
    releases[0]?.()
    await first
    await vi.advanceTimersByTimeAsync(0)
    releases[1]?.()
    await second
    expect(finished).toEqual(['old', 'new'])
  })

  it('forgets what was not saved yet', async () => {
    const { saver, saved } = disk()
    saver.changed('a', 'red')
    await saver.forget('a')
    await vi.advanceTimersByTimeAsync(1000)
    expect(saved).toEqual([])
  })

  it('reports a failed save and keeps the text for the next flush', async () => {
    const { saver, saved, errors, break: setBroken } = disk()
    setBroken(true)
    saver.changed('a', 'red')
    await saver.flush()
    expect(errors).toHaveLength(1)
    setBroken(false)
    await saver.flush()
    expect(saved).toEqual([['a', 'red']])
  })
})
