import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { makePrivate } from './private-files.ts'
import { workspacePaths } from './workspace.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'private-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

const mode = (...names: string[]) => statSync(join(folder, ...names)).mode & 0o777

/** A workspace as it was made before its files were kept private. */
function openWorkspace(): void {
  chmodSync(folder, 0o755)
  mkdirSync(join(folder, 'runs', '1', 'input'), { recursive: true })
  writeFileSync(join(folder, 'studio.db'), '')
  writeFileSync(join(folder, 'studio.db-wal'), '')
  writeFileSync(join(folder, 'runs', '1', 'input', 'a.npy'), '')
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    chmodSync(join(folder, path), statSync(join(folder, path)).isDirectory() ? 0o755 : 0o644)
  }
}

it.skipIf(process.platform === 'win32')('takes what others could read away from them, at every depth', () => {
  openWorkspace()
  expect(makePrivate(workspacePaths(folder))).toEqual([])
  expect(mode()).toBe(0o700)
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    expect([path, mode(path) & 0o077]).toEqual([path, 0])
  }
})

it.skipIf(process.platform === 'win32')(
  'leaves a stranger’s files and what links lead to as they are',
  () => {
    const elsewhere = mkdtempSync(join(tmpdir(), 'elsewhere-'))
    onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }))
    chmodSync(elsewhere, 0o755)
    openWorkspace()
    writeFileSync(join(folder, 'notes.txt'), '')
    chmodSync(join(folder, 'notes.txt'), 0o644)
    symlinkSync(elsewhere, join(folder, 'runs', 'link'))
    makePrivate(workspacePaths(folder))
    expect(mode()).toBe(0o755)
    expect(mode('notes.txt')).toBe(0o644)
    expect(mode('studio.db')).toBe(0o600)
    expect(statSync(elsewhere).mode & 0o777).toBe(0o755)
  },
)
