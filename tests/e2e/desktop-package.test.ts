import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { thisMachine } from '#scripts/electron-availability.ts'
import { builderConfig } from '#scripts/package/builder-config.ts'
import { electronSource } from '#scripts/package/electron-source.ts'
import { DESKTOP_BUDGET, type StagedDesktop, stageDesktop } from '#scripts/package/stage-desktop.ts'
import { thisTarget } from '#scripts/package/target.ts'
import { tryEngine } from '#scripts/package/try-engine.ts'
import { root } from '#tests/support/studio.ts'

const folder = mkdtempSync(join(tmpdir(), 'studio-desktop-'))
const machine = thisMachine(root)
let staged: StagedDesktop
beforeAll(async () => {
  staged = await stageDesktop(root, folder, thisTarget)
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))

const paths = (part: 'shell' | 'program') => staged.files[part].map(({ to }) => to)

describe('what the installers are made of', () => {
  it('is a shell with its entry, its preload script and nothing of engine, pages and native packages', () => {
    const entry = z
      .object({ main: z.string() })
      .parse(JSON.parse(readFileSync(join(staged.folders.desktop, 'package.json'), 'utf8'))).main
    expect(paths('shell')).toEqual(expect.arrayContaining([entry, 'out/preload/preload.cjs']))
    expect(paths('shell').filter((path) => /engine|trainer|cli\.js|renderer|\.node$/.test(path))).toEqual([])
  })

  it('is a program outside of the archive, with its Node and the native packages of this machine', () => {
    const native = paths('program').filter((path) => path.endsWith('.node'))
    for (const name of ['better-sqlite3', 'onnxruntime-node', '@img/sharp', 'webgpu']) {
      expect(native.some((path) => path.startsWith(`program/node_modules/${name}`))).toBe(true)
    }
    expect(paths('program')).toEqual(
      expect.arrayContaining([
        'program/out/main/engine.js',
        'program/out/main/trainer.js',
        'node-LICENSE.txt',
      ]),
    )
  })

  it('has nothing of sources and tests, and keeps within its budget', () => {
    const shipped = [...staged.files.shell, ...staged.files.program]
    expect(
      shipped.filter(
        ({ from }) => from.startsWith(join(root, 'src')) || from.startsWith(join(root, 'tests')),
      ),
    ).toEqual([])
    expect(shipped.filter(({ to }) => /\.(test|spec)\.|\.tsx?$|\/__tests__\//.test(to))).toEqual([])
    expect(staged.size.program).toBeLessThan(DESKTOP_BUDGET.program)
    expect(staged.size.shell).toBeLessThan(DESKTOP_BUDGET.shell)
  })

  it('starts its engine on its own Node, and the engine answers', async () => {
    const { status, page } = await tryEngine(staged.folders.program, thisTarget)
    expect([status, page]).toEqual([200, expect.stringContaining('<div id="root">')])
  })

  it.skipIf(machine.binary() === null)('becomes an application [needs the Electron binary]', async () => {
    const electron = await electronSource(root, machine)
    if (electron.kind === 'absent') throw new Error(electron.sentence)
    const { build, DIR_TARGET, Platform } = await import('electron-builder')
    await build({
      projectDir: root,
      targets: Platform.current().createTarget(DIR_TARGET),
      config: builderConfig(staged.folders, electron),
    })
    const resources = {
      linux: ['linux-unpacked', 'resources'],
      win32: ['win-unpacked', 'resources'],
      darwin: [process.arch === 'arm64' ? 'mac-arm64' : 'mac', 'NegGen Studio.app', 'Contents', 'Resources'],
    }[process.platform as 'linux' | 'win32' | 'darwin']
    expect((await tryEngine(join(staged.folders.output, ...resources), thisTarget)).status).toBe(200)
  })
})
