import { spawnSync } from 'node:child_process'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openTestStudio, type TestStudio } from './testing/workspace.ts'

let studio: TestStudio
beforeEach(() => {
  studio = openTestStudio()
})
afterEach(() => studio.close())

describe('preview', () => {
  it('shows the head of a file and what its columns mean', async () => {
    const path = studio.file('items.tsv', 'asin\ttitle\tcolour\nB1\t"A\tb"\tred\n')
    expect(await studio.imports.preview({ path })).toEqual({
      path,
      format: 'tsv',
      bytes: 31,
      columns: ['asin', 'title', 'colour'],
      rows: [['B1', 'A\tb', 'red']],
      role: 'items',
      itemMapping: { asin: 'id', title: 'title', colour: 'attribute' },
      interactionMapping: { asin: 'item', title: 'ignore', colour: 'ignore' },
    })
  })

  it('knows formats by content and layout', async () => {
    const jsonl = studio.file('a.txt', '{"user":"u","item":[1,2]}\n')
    expect(await studio.imports.preview({ path: jsonl })).toMatchObject({
      format: 'jsonl',
      role: 'interactions',
      rows: [['u', '1\n2']],
    })
    const inter = studio.file('mm/a.inter', 'userID\titemID\n0\t0\n')
    expect(await studio.imports.preview({ path: join(studio.folder, 'mm') })).toMatchObject({
      format: 'mmrec',
      path: inter,
    })
  })
})

describe('path completion', () => {
  it('lists what begins with the last name, folders first', async () => {
    studio.file('data/a.csv', '')
    studio.file('data/ab/c.csv', '')
    studio.file('data/.hidden', '')
    const data = join(studio.folder, 'data')
    expect(await studio.imports.complete({ path: join(data, 'a') })).toEqual([
      { path: join(data, 'ab'), folder: true },
      { path: join(data, 'a.csv'), folder: false },
    ])
    expect(await studio.imports.complete({ path: `${data}/` })).toHaveLength(2)
    expect(await studio.imports.complete({ path: join(data, 'none', 'x') })).toEqual([])
  })

  describe.skipIf(process.platform === 'win32')('refuses what is no file, and does not wait for it:', () => {
    const pipe = () => {
      const path = join(studio.folder, 'pipe.csv')
      expect(spawnSync('mkfifo', [path]).status).toBe(0)
      return path
    }
    const link = () => {
      const path = join(studio.folder, 'linked.csv')
      symlinkSync('/dev/zero', path)
      return path
    }
    it.each([
      ['a pipe', pipe],
      ['a device', () => '/dev/zero'],
      ['a device behind a link', link],
    ])('%s', async (_, make) => {
      const path = make()
      const refusal = { code: 'BAD_INPUT', message: `${path} is not a file.` }
      await expect(studio.imports.preview({ path })).rejects.toMatchObject(refusal)
      const items = studio.file('items.csv', 'id,title\na,A\n')
      const request = { name: 'Mugs', format: 'csv', interactions: path, items } as const
      await expect(studio.run(request)).rejects.toMatchObject(refusal)
    })

    it.skipIf(process.platform !== 'linux')('what the system makes up', async () => {
      for (const path of ['/proc/self/status', '/proc/kmsg', '/sys/kernel/uevent_seqnum']) {
        await expect(studio.imports.preview({ path })).rejects.toMatchObject({ code: 'BAD_INPUT' })
      }
    })
  })
})
