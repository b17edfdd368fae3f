import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import project from '../../package.json' with { type: 'json' }
import type { Machine } from '../electron-availability.ts'
import { electronSource } from './electron-source.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const pinned = project.devDependencies.electron

function machine(changes: Partial<Machine> = {}): Machine {
  return {
    platform: 'linux',
    environment: {},
    isRoot: true,
    binary: () => null,
    canDownload: async () => false,
    download: () => false,
    ...changes,
  }
}

it('takes the one that was downloaded, as root and without a display too', async () => {
  const found = await electronSource(root, machine({ binary: () => join('/dist', 'electron') }))
  expect(found).toEqual({ kind: 'there', folder: '/dist', version: pinned })
})

it('takes the one that is named, of the version that it says', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'electron-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'version'), 'v25.1.1\n')
  const environment = { ELECTRON_OVERRIDE_DIST_PATH: folder }
  const found = await electronSource(root, machine({ environment, binary: () => join(folder, 'electron') }))
  expect(found).toEqual({ kind: 'there', folder, version: '25.1.1' })
})

it('leaves it to be downloaded where its host answers', async () => {
  const found = await electronSource(root, machine({ canDownload: async () => true }))
  expect(found).toEqual({ kind: 'there', folder: null, version: pinned })
})

it('says what to do where there is none', async () => {
  expect(await electronSource(root, machine())).toMatchObject({
    kind: 'absent',
    sentence: expect.stringMatching(/ELECTRON_OVERRIDE_DIST_PATH.*npm run bundle/),
  })
})
