import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ReferenceBackend } from './backends/reference/reference-backend.ts'
import type { Disk } from './files/disk.ts'
import { attempt, outcome, outputFiles } from './testing/attempt.ts'
import { failingDisk, systemError } from './testing/failing-disk.ts'
import { tinyWorld } from './testing/tiny-world.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'disk-full-'))
})
afterEach(() => rm(root, { recursive: true }))

const setting = {
  input: tinyWorld({ model: 'bpr-mf', epochs: 3, patience: 3 }),
  on: { name: 'reference' as const, create: async () => new ReferenceBackend() },
}

/** What a run needs to go on, as it is now. */
function kept(folder: string): Record<string, string> {
  const output = join(folder, 'output')
  const names = existsSync(output)
    ? readdirSync(output).filter((name) => /(checkpoint|best)\.safe/.test(name))
    : []
  return Object.fromEntries(
    names
      .filter((name) => !name.endsWith('.tmp'))
      .map((name) => [name, readFileSync(join(output, name)).toString('base64')]),
  )
}

/** A disk that is full from its n-th write on, from 0; renaming and removing goes on. */
function fullDisk(n: number, onFull: () => void): Disk {
  let writes = 0
  return failingDisk((operation) => {
    if (operation !== 'create' && operation !== 'append' && operation !== 'sync') return null
    if (writes++ < n) return null
    if (writes === n + 1) onFull()
    return systemError('ENOSPC')
  })
}

test('whatever a full disk keeps from being written, the run fails with a sentence and can go on', async () => {
  const whole = join(root, 'whole')
  const expected = await attempt({ ...setting, folder: whole })
  const files = await outputFiles(whole)

  let failures = 0
  for (let write = 0; ; write++) {
    const folder = join(root, String(write))
    let before: Record<string, string> = {}
    const disk = fullDisk(write, () => {
      before = kept(folder)
    })
    const first = await attempt({ ...setting, folder, disk })
    if (first.error === null) break
    failures++
    expect(first.error, `write ${write}`).toMatchObject({
      name: 'TrainingFailure',
      message: expect.stringMatching(
        /output\/\w+\.\w+ could not be written: the disk is full; it takes [\d.]+ kB\.$/,
      ),
      hint: 'Free some space, then start it again.',
    })
    expect(kept(folder), `write ${write}`).toEqual(before)
    expect(
      readdirSync(join(folder, 'output')).filter((name) => name.endsWith('.tmp')),
      `write ${write}`,
    ).toEqual([])

    const second = await attempt({ ...setting, folder })
    expect(second.error, `write ${write}`).toBe(null)
    expect(outcome([...first.messages, ...second.messages]), `write ${write}`).toEqual(
      outcome(expected.messages),
    )
    expect(await outputFiles(folder), `write ${write}`).toEqual(files)
  }
  expect(failures).toBeGreaterThan(20)
}, 60_000)

test.for([
  ['EROFS', /the file system is read-only/],
  ['EACCES', /writing there is not permitted/],
] as const)('a folder that cannot be written fails the run at its start: %s', async ([code, message]) => {
  const disk = failingDisk((operation) => (operation === 'makeFolder' ? systemError(code) : null))
  const { error, messages } = await attempt({ ...setting, folder: join(root, 'run'), disk })
  expect(messages).toEqual([])
  expect(error).toMatchObject({ name: 'TrainingFailure', message: expect.stringMatching(message) })
})

test('a failed checkpoint is not followed by another step', async () => {
  let full = false
  const disk = failingDisk((operation, path) => {
    full ||= operation === 'create' && path.includes('checkpoint')
    return full ? systemError('ENOSPC') : null
  })
  const { messages } = await attempt({
    ...setting,
    folder: join(root, 'run'),
    disk,
    onMessage: () => expect(full).toBe(false),
  })
  expect(messages.length).toBeGreaterThan(1)
  expect(full).toBe(true)
})
