import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Hold, LoopWatch } from './loop-watch.ts'

let holds: Hold[]
let watch: LoopWatch

beforeEach(() => {
  holds = []
  watch = new LoopWatch({ onHold: (hold) => holds.push(hold), background: () => ['job 3'] })
})

afterEach(() => watch.close())

function block(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

const ofMine = (name: string) => holds.filter(({ by }) => by.includes(name))

it('names a call that held everything else before its first await, once', async () => {
  expect(watch.run('catalogue.items', () => block(300) ?? 'answer')).toBe('answer')
  await setTimeout(120)
  expect(ofMine('catalogue.items')).toEqual([
    { at: expect.any(Number), milliseconds: expect.any(Number), by: ['catalogue.items'], certain: true },
  ])
  expect(ofMine('catalogue.items')[0]?.milliseconds).toBeGreaterThanOrEqual(300)
  expect(watch.longest).toEqual(holds.toSorted((a, b) => b.milliseconds - a.milliseconds)[0])
  expect(watch.count).toBe(holds.length)
})

it('names what was under way where a later part of it held everything else', async () => {
  await watch.run('imports.run', async () => {
    await setTimeout(80)
    block(400)
  })
  await vi.waitFor(() => expect(ofMine('imports.run')).toHaveLength(1))
  const [hold] = ofMine('imports.run')
  expect(hold).toMatchObject({ certain: false, by: ['imports.run', 'job 3'] })
})

it('forgets a call that has ended, and one that failed', async () => {
  const failed = watch.run('runs.get', async () => Promise.reject(new Error('no')))
  await expect(failed).rejects.toThrow('no')
  expect(() =>
    watch.run('runs.list', () => {
      throw new Error('no')
    }),
  ).toThrow('no')
  await setTimeout(120)
  block(400)
  await vi.waitFor(() => expect(ofMine('job 3').length).toBeGreaterThan(0))
  expect([...ofMine('runs.get'), ...ofMine('runs.list')]).toEqual([])
})
