import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { waitForPredecessor } from './predecessor.ts'

let folder: string
let child: ChildProcess
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'predecessor-'))
  child = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 1000)'])
})
afterEach(() => {
  child.kill('SIGKILL')
  rmSync(folder, { recursive: true })
})

function recorded(text: string): string {
  const file = join(folder, 'trainer.pid')
  writeFileSync(file, text)
  return file
}

it('waits until the trainer before has ended', async () => {
  const waiting = waitForPredecessor(recorded(String(child.pid)), 60_000)
  child.kill('SIGKILL')
  expect(await waiting).toBe(true)
  expect(() => process.kill(child.pid ?? 0, 0)).toThrow(/ESRCH/)
})

it('gives up on a process that does not end', async () => {
  expect(await waitForPredecessor(recorded(String(child.pid)), 1)).toBe(false)
})

it('waits for nothing where there was none', async () => {
  expect(await waitForPredecessor(join(folder, 'missing'))).toBe(false)
  expect(await waitForPredecessor(recorded('not a number'))).toBe(false)
  const { promise, resolve } = Promise.withResolvers<void>()
  child.once('close', () => resolve())
  child.kill('SIGKILL')
  await promise
  expect(await waitForPredecessor(recorded(String(child.pid)))).toBe(false)
})
