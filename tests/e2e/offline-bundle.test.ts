import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { extract, list } from 'tar'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { BUNDLE_BUDGET, type Bundle, makeBundle } from '#scripts/package/make-bundle.ts'
import { thisTarget } from '#scripts/package/target.ts'
import { DoctorReport } from '#shared/contract/system.ts'
import { root, type StudioCommand, serveCommand } from '#tests/support/studio.ts'

/** The archive, and beside it the folders of a machine that has nothing else. */
const machine = mkdtempSync(join(tmpdir(), 'studio-bundle-'))
const at = (...parts: string[]) => join(machine, ...parts)
let bundle: Bundle
let program: string

beforeAll(async () => {
  bundle = await makeBundle(root, machine, thisTarget)
  for (const folder of ['unpacked', 'home', 'path']) mkdirSync(at(folder))
  await extract({ file: bundle.archive, cwd: at('unpacked') })
  program = at('unpacked', readdirSync(at('unpacked'))[0] ?? '')
})
afterAll(() => rmSync(machine, { recursive: true, force: true, maxRetries: 5 }))

/** A machine without Node and npm: nothing on the path, nothing at home, nothing inherited. */
function bareMachine(): StudioCommand & { environment: NodeJS.ProcessEnv } {
  return {
    command: './studio',
    before: [],
    folder: program,
    environment: { HOME: at('home'), PATH: at('path'), TMPDIR: tmpdir() },
  }
}

function run(...args: string[]) {
  const { command, folder, environment } = bareMachine()
  return spawnSync(command, args, { cwd: folder, env: environment, encoding: 'utf8' })
}

describe.skipIf(process.platform === 'win32')('the offline bundle [needs a POSIX shell]', () => {
  it('is one archive with the checksum that stands beside it, within its budget', () => {
    const sum = createHash('sha256').update(readFileSync(bundle.archive)).digest('hex')
    expect(readFileSync(bundle.checksums, 'utf8')).toBe(
      `${sum}  ${bundle.archive.slice(machine.length + 1)}\n`,
    )
    expect(bundle.packed).toBeLessThan(BUNDLE_BUDGET.packed)
    expect(bundle.unpacked).toBeLessThan(BUNDLE_BUDGET.unpacked)
  })

  it('has one folder with the program, a place for models and the licences, and nothing of sources and tests', async () => {
    const paths: string[] = []
    await list({ file: bundle.archive, onReadEntry: (entry) => paths.push(entry.path) })
    const folders = new Set(paths.map((path) => path.split('/')[0]))
    expect(folders.size).toBe(1)
    const inside = paths.map((path) => path.slice(path.indexOf('/') + 1))
    expect(inside).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.txt',
        'models/README.txt',
        'node',
        'node-LICENSE.txt',
        'studio',
      ]),
    )
    const ofTests = /\.(test|spec)\.|\.tsx?$|\/__tests__\/|^program\/(src|tests)\//
    expect(inside.filter((path) => ofTests.test(path))).toEqual([])
    expect(inside.filter((path) => path.startsWith('program/out/main/desktop'))).toEqual([])
    expect(existsSync(join(dirname(program), 'node_modules'))).toBe(false)
  })

  it('serves on a machine without Node, npm and network', async () => {
    const studio = await serveCommand(bareMachine(), at('workspace'))
    try {
      const entry = await fetch(studio.url, { redirect: 'manual' })
      const cookie = entry.headers.getSetCookie().map((set) => set.split(';', 1)[0])
      const page = await fetch(new URL('/', studio.url), { headers: { cookie: cookie.join('; ') } })
      expect(await page.text()).toContain('<div id="root">')
      const status = await studio.client.system.status()
      expect(status.workspace).toBe(at('workspace'))
    } finally {
      await studio.stop()
    }
  })

  it('finds its native packages, as the doctor says', () => {
    const { stdout, stderr, status } = run('doctor', '--json')
    expect([status, stderr]).toEqual([0, ''])
    const { checks } = DoctorReport.parse(JSON.parse(stdout))
    const states = Object.fromEntries(checks.map(({ name, state }) => [name, state]))
    expect(states).toMatchObject({
      node: 'ok',
      sqlite: 'ok',
      sharp: 'ok',
      'onnxruntime-node': 'ok',
      'backend wasm': 'ok',
    })
  })

  it('trains, with its trainer in a process of the same Node', () => {
    const workspace = at('trained')
    expect(run('init', '--sample', '--workspace', workspace).status).toBe(0)
    const trained = run(
      ...['train', '--dataset', 'Sample shop (synthetic)', '--model', 'bpr-mf', '--epochs', '2'],
      ...['--workspace', workspace, '--json'],
    )
    expect(trained.status, trained.stderr).toBe(0)
    const last = z.looseObject({}).parse(JSON.parse(trained.stdout.trim().split('\n').at(-1) ?? ''))
    expect(Object.keys(last)).not.toContain('error')
  })
})
