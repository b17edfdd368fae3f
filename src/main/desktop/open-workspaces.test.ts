import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { OpenWorkspaces, type WorkspaceWindow } from './open-workspaces.ts'

class FakeWindow implements WorkspaceWindow {
  minimized = false
  calls: string[] = []
  isMinimized() {
    return this.minimized
  }
  restore() {
    this.minimized = false
    this.calls.push('restore')
  }
  show() {
    this.calls.push('show')
  }
  focus() {
    this.calls.push('focus')
  }
}

function desktop() {
  const started: string[] = []
  const windows = new Map<string, FakeWindow>()
  const stops: { folder: string; done: () => void }[] = []
  const free: string[] = []
  const workspaces = new OpenWorkspaces((folder, whenFree) => {
    started.push(folder)
    void whenFree.then(() => free.push(folder))
    const window = new FakeWindow()
    windows.set(folder, window)
    return {
      window,
      stop: () => new Promise<void>((done) => stops.push({ folder, done })),
    }
  })
  return { workspaces, started, free, windows, stops }
}

const shop = resolve('/work', 'shop')
const films = resolve('/work', 'films')

it('opens each workspace that it is asked for, with a window and an engine of its own', () => {
  const { workspaces, started, windows } = desktop()
  workspaces.open(shop)
  workspaces.open(films)
  expect(started).toEqual([shop, films])
  expect(workspaces.folderOf(windows.get(films))).toBe(films)
  expect(workspaces.folderOf(new FakeWindow())).toBeNull()
})

it('brings the window of an open workspace forward, also from the dock, however the path is written', () => {
  const { workspaces, started, windows } = desktop()
  workspaces.open(shop)
  const window = windows.get(shop)
  if (window === undefined) throw new Error('no window')
  window.minimized = true
  workspaces.open(join(films, '..', 'shop'))
  expect(started).toEqual([shop])
  expect(window.calls).toEqual(['restore', 'show', 'focus'])
  workspaces.open(shop)
  expect(window.calls).toEqual(['restore', 'show', 'focus', 'show', 'focus'])
})

it('ends the engine of a window that is closed, and starts afresh once that is gone', async () => {
  const { workspaces, started, free, stops } = desktop()
  workspaces.open(shop)
  workspaces.open(films)
  workspaces.close(shop)
  workspaces.close(shop)
  expect(stops.map(({ folder }) => folder)).toEqual([shop])
  workspaces.open(shop)
  expect(started).toEqual([shop, films, shop])
  await new Promise((turn) => setImmediate(turn))
  expect(free).toEqual([shop, films])
  stops[0]?.done()
  await new Promise((turn) => setImmediate(turn))
  expect(free).toEqual([shop, films, shop])
})

it('is closed once every engine is gone, those that were ending already included', async () => {
  const { workspaces, stops } = desktop()
  workspaces.open(shop)
  workspaces.open(films)
  workspaces.close(shop)
  let closed = false
  const closing = workspaces.closeAll().then(() => {
    closed = true
  })
  expect(stops.map(({ folder }) => folder)).toEqual([shop, films])
  stops[1]?.done()
  await new Promise((resolve) => setImmediate(resolve))
  expect(closed).toBe(false)
  stops[0]?.done()
  await closing
  expect(closed).toBe(true)
})
