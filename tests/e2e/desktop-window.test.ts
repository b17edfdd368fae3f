import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { thisMachine } from '#scripts/electron-availability.ts'
import { PAGE_SHIMS } from '#tests/support/page-shims.ts'
import { root } from '#tests/support/studio.ts'

const machine = thisMachine(root)
const binary = machine.binary()
const canShow =
  binary !== null && !machine.isRoot && (process.platform !== 'linux' || 'DISPLAY' in process.env)

const connected = (page: Page) => page.getByRole('button', { name: 'Engine connected' })

describe.skipIf(!canShow)(
  'the Electron window [needs the Electron binary, a display and an ordinary user]',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'studio-window-'))
    const workspace = join(folder, 'workspace')
    const electron = binary ?? ''
    /** The lock of the single instance stands in the folder of the user's data: one of its own, beside a studio that is open. */
    const environment = {
      ...process.env,
      NEGGEN_NODE: process.execPath,
      XDG_CONFIG_HOME: join(folder, 'config'),
    }
    let args: string[]
    let app: ElectronApplication
    let page: Page

    beforeAll(async () => {
      args = [`--user-data-dir=${join(folder, 'config')}`, root]
      app = await _electron.launch({
        executablePath: electron,
        args: [...args, '--workspace', workspace],
        env: environment,
        // Without it, what the sandbox does would not be seen.
        chromiumSandbox: true,
      })
      page = await app.firstWindow()
      // An older Chromium needs it before the page's own scripts.
      await app.context().addInitScript(PAGE_SHIMS)
      await page.reload()
    })

    afterAll(async () => {
      await app?.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    })

    const enginePid = () =>
      z.object({ pid: z.number() }).parse(JSON.parse(readFileSync(join(workspace, 'engine.json'), 'utf8')))
        .pid

    it('starts: pages, pictures and events over studio://, in a page without Node', async () => {
      await connected(page).waitFor()
      await page.getByRole('link', { name: 'Catalogue' }).waitFor()
      expect(page.url()).toContain('studio://app/')
      expect(await page.evaluate(`'require' in globalThis || 'process' in globalThis`)).toBe(false)
      expect(await page.evaluate('Object.keys(studio).sort()')).toEqual([
        'chooseFile',
        'chooseFolder',
        'pathForFile',
        'revealInFolder',
      ])
      await page.screenshot({ path: process.env.STUDIO_WINDOW_PICTURE ?? join(folder, 'window.png') })
    })

    it('passes an upload on byte by byte', async () => {
      const size = 3_000_001
      const sent = `fetch('/upload/session-1/bytes.bin', { method: 'PUT', body: new Uint8Array(${size}).fill(7) })`
      expect(await page.evaluate(`${sent}.then(({ status }) => status)`)).toBe(200)
      expect(statSync(join(workspace, 'uploads', 'session-1', 'bytes.bin')).size).toBe(size)
    })

    it('stores a dropped file whole, or refuses it', async () => {
      const text = 'item,title;1,a red mug'
      // As the import page sends it.
      const sent = `fetch('/upload/session-2/items.csv', {
        method: 'PUT', body: new File(['${text}'], 'items.csv'), headers: { 'X-Upload-Length': '${text.length}' },
      })`
      const status = await page.evaluate(`${sent}.then(({ status }) => status)`)
      const stored = join(workspace, 'uploads', 'session-2', 'items.csv')
      // Electron 25 sends none of a file's bytes; that must not look as if all had come.
      if (status === 200) expect(readFileSync(stored, 'utf8')).toBe(text)
      else expect([status, existsSync(stored)]).toEqual([400, false])
    })

    it('says when the engine dies, starts it again and goes on', async () => {
      const before = enginePid()
      process.kill(before, 'SIGKILL')
      await page.getByText('The engine does not answer and is being restarted.').waitFor()
      await connected(page).waitFor({ timeout: 60_000 })
      expect(enginePid()).not.toBe(before)
    })

    it('asks the system for files and folders, in words that were checked', async () => {
      await app.evaluate(({ dialog, shell }) => {
        const seen: unknown[] = []
        Object.assign(globalThis, { seen })
        dialog.showOpenDialog = async (...given: unknown[]) => {
          seen.push(given.at(-1))
          return { canceled: false, filePaths: ['/chosen'] }
        }
        shell.showItemInFolder = (path) => {
          seen.push(path)
        }
      })
      const filters = [{ name: 'CSV', extensions: ['csv'] }]
      expect(await page.evaluate(`studio.chooseFolder({ title: 'Pictures' })`)).toBe('/chosen')
      const chooseFile = `studio.chooseFile({ title: 'Items', filters: ${JSON.stringify(filters)} })`
      expect(await page.evaluate(chooseFile)).toBe('/chosen')
      await page.evaluate(`studio.revealInFolder('/somewhere')`)
      expect(await app.evaluate(() => Reflect.get(globalThis, 'seen'))).toEqual([
        { title: 'Pictures', properties: ['openDirectory'] },
        { title: 'Items', filters, properties: ['openFile'] },
        '/somewhere',
      ])
      await expect(page.evaluate(`studio.revealInFolder('relative/path')`)).rejects.toThrow(/absolute path/)
    })

    it('goes nowhere else: no navigation, no window, no frame, no request', async () => {
      const address = page.url()
      await expect(page.evaluate(`fetch('https://example.com/')`)).rejects.toThrow(/Failed to fetch/)
      expect(await page.evaluate(`window.open('https://example.com/') === null`)).toBe(true)
      // A navigation takes its time to be refused.
      await page.evaluate(`(() => {
        location.href = 'https://example.com/'
        const frame = document.createElement('iframe')
        frame.src = 'https://example.com/'
        document.body.append(frame)
        return new Promise((resolve) => setTimeout(resolve, 500))
      })()`)
      expect(await page.evaluate('location.href')).toBe(address)
      expect(app.windows()).toHaveLength(1)
      expect(page.frames().map((frame) => frame.url())).not.toContain('https://example.com/')
    })

    it('grants no permission', async () => {
      const asked = {
        notifications: 'Notification.requestPermission()',
        position: `new Promise((resolve) =>
        navigator.geolocation.getCurrentPosition(() => resolve('granted'), ({ code }) => resolve(code === 1 ? 'denied' : 'failed')))`,
        clipboard: `navigator.clipboard.readText().then(() => 'granted', ({ name }) => name)`,
        camera: `navigator.mediaDevices.getUserMedia({ video: true }).then(() => 'granted', ({ name }) => name)`,
      }
      const answers: Record<string, unknown> = {}
      for (const [permission, script] of Object.entries(asked))
        answers[permission] = await page.evaluate(script)
      expect(answers).toEqual({
        notifications: 'denied',
        position: 'denied',
        clipboard: 'NotAllowedError',
        camera: expect.stringMatching(/^(NotAllowed|NotFound)Error$/),
      })
    })

    it('opens the workspace that a second start asks for', async () => {
      const other = join(folder, 'other')
      const opened = app.waitForEvent('window')
      const second = spawn(electron, [...args, '--workspace', other], { env: environment, stdio: 'ignore' })
      const code = await new Promise((resolve) => second.once('exit', resolve))
      expect(code).toBe(0)
      const window = await opened
      await expect.poll(() => existsSync(join(other, 'studio.db')), { timeout: 30_000 }).toBe(true)
      await window.close()
      expect(app.windows()).toHaveLength(1)
    })

    it('opens a workspace that is dropped on its icon', async () => {
      const dropped = join(folder, 'dropped')
      const opened = app.waitForEvent('window')
      await app.evaluate(
        ({ app }, path) => app.emit('open-file', { preventDefault: () => {} }, path),
        dropped,
      )
      const window = await opened
      await expect.poll(() => existsSync(join(dropped, 'studio.db')), { timeout: 30_000 }).toBe(true)
      await window.close()
    })

    it('opens no second window on a workspace that is open', async () => {
      const second = spawn(electron, [...args, '--workspace', workspace], {
        env: environment,
        stdio: 'ignore',
      })
      expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(0)
      expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
    })

    it('takes its engine along when it is closed', async () => {
      const pid = enginePid()
      await app.close()
      expect(() => process.kill(pid, 0)).toThrow(/ESRCH/)
    })
  },
)
