import { join } from 'node:path'
import { _electron } from 'playwright-core'
import { expect, it, onTestFinished } from 'vitest'
import { thisMachine } from '#scripts/electron-availability.ts'
import { root, temporaryFolder } from '#tests/support/studio.ts'

const machine = thisMachine(root)
const binary = machine.binary()
const canShow =
  binary !== null && !machine.isRoot && (process.platform !== 'linux' || 'DISPLAY' in process.env)

it.skipIf(!canShow)('opens in the Electron window [needs the Electron binary and a display]', async () => {
  const workspace = temporaryFolder(onTestFinished)
  const app = await _electron.launch({
    executablePath: binary ?? '',
    args: [root, '--workspace', workspace],
    env: { ...process.env, NEGGEN_NODE: process.execPath },
  })
  onTestFinished(() => app.close())
  const window = await app.firstWindow()
  await window.getByRole('link', { name: 'Catalogue' }).waitFor()
  expect(window.url()).toContain('studio://app/')
  expect(await window.evaluate(() => 'require' in globalThis || 'process' in globalThis)).toBe(false)
  await window.screenshot({ path: join(workspace, 'window.png') })
})
