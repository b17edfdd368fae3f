import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest'
import { mountSmallDisk } from '#tests/support/small-disk.ts'
import { Reserve } from './reserve.ts'
import { readSettings, saveSettings } from './settings-repository.ts'
import { openWorkspace } from './workspace.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'reserve-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const full = () => Object.assign(new Error('no space'), { code: 'SQLITE_FULL' })

it('writes at once while the disk takes it', () => {
  const work = vi.fn()
  new Reserve(join(folder, 'reserve')).putOnRecord(work)
  expect(work).toHaveBeenCalledTimes(1)
})

it('gives its space back on a full disk, and takes it again once there is room', async () => {
  const path = join(folder, 'reserve')
  const reserve = new Reserve(path, { retryMilliseconds: 10 })
  onTestFinished(() => reserve.close())
  reserve.keep()
  expect(statSync(path).size).toBe(1 << 20)
  const found: boolean[] = []
  reserve.putOnRecord(() => {
    found.push(existsSync(path))
    if (found.length === 1) throw full()
  })
  expect(found).toEqual([true, false])
  await vi.waitFor(() => expect(existsSync(path)).toBe(true))
})

it('tries again until the disk takes it, and leaves it at its end', async () => {
  const reserve = new Reserve(join(folder, 'reserve'), { retryMilliseconds: 5 })
  let times = 0
  reserve.putOnRecord(() => {
    if (++times < 5) throw full()
  })
  await vi.waitFor(() => expect(times).toBe(5))
  let further = 0
  reserve.putOnRecord(() => {
    further += 1
    throw full()
  })
  reserve.close()
  const before = further
  await new Promise((resolve) => setTimeout(resolve, 30))
  expect(further).toBe(before)
})

it('throws a bug, and reports one that turns up later', async () => {
  const bugs: unknown[] = []
  const reserve = new Reserve(join(folder, 'reserve'), {
    retryMilliseconds: 5,
    onBug: (bug) => bugs.push(bug),
  })
  onTestFinished(() => reserve.close())
  const bug = new Error('impossible')
  expect(() =>
    reserve.putOnRecord(() => {
      throw bug
    }),
  ).toThrow(bug)
  let times = 0
  reserve.putOnRecord(() => {
    throw ++times < 3 ? full() : bug
  })
  await vi.waitFor(() => expect(bugs).toEqual([bug]))
})

const disk = mountSmallDisk('8m')

it.skipIf(disk === null)(
  'lets the store write its last words on a disk that is really full (a tmpfs)',
  () => {
    if (disk === null) return
    onTestFinished(() => disk.remove())
    const { database, reserve, paths } = openWorkspace(disk.path)
    onTestFinished(() => {
      reserve.close()
      database.close()
    })
    const long = `http://${'x'.repeat(200_000)}`
    disk.fill(3 << 20)
    reserve.keep()
    // It does not take the last space.
    expect(existsSync(paths.reserve)).toBe(false)
    disk.makeRoom()
    reserve.keep()
    disk.fill(0)
    expect(() => saveSettings(database, { ollamaHost: long })).toThrow(
      expect.objectContaining({ code: 'SQLITE_FULL' }),
    )
    reserve.putOnRecord(() => saveSettings(database, { ollamaHost: long }))
    expect(readSettings(database).ollamaHost).toBe(long)
  },
)
