import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, session } from 'electron'
import { defaultWorkspace } from './default-workspace.ts'
import { registerDialogs } from './dialogs.ts'
import { spawnEngine } from './engine-process.ts'
import { createMenu } from './menu.ts'
import { programPlaces } from './program-places.ts'
import { createProxy } from './proxy.ts'
import { APP_ORIGIN, confine, denyForeignRequests, denyPermissions, pagePreferences } from './security.ts'
import { EngineSupervisor } from './supervisor.ts'

/** How long a request of the window waits for an engine that is being restarted. */
const ENGINE_PATIENCE_MILLISECONDS = 10_000

const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { workspace: { type: 'string' } },
  strict: false,
})
const workspace = typeof values.workspace === 'string' ? values.workspace : defaultWorkspace()

protocol.registerSchemesAsPrivileged([
  {
    scheme: 'studio',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
  },
])
app.enableSandbox()

if (!app.requestSingleInstanceLock({ workspace })) {
  app.quit()
} else {
  void app.whenReady().then(open)
}

function open(): void {
  mkdirSync(join(workspace, 'logs'), { recursive: true })
  const log = (text: string) => appendFileSync(join(workspace, 'logs', 'desktop.log'), `${text.trimEnd()}\n`)

  const places = programPlaces({
    isPackaged: app.isPackaged,
    resources: process.resourcesPath,
    app: app.getAppPath(),
    platform: process.platform,
    environment: process.env,
  })
  const supervisor = new EngineSupervisor({
    spawn: () =>
      spawnEngine({
        node: places.node,
        entry: places.engine,
        workspace,
        onOutput: log,
      }),
    log,
    onState: (state) => {
      if (state.state !== 'refused') return
      dialog.showErrorBox('NegGen Studio cannot open this workspace', state.message)
      app.quit()
    },
  })
  const proxy = createProxy({
    engineSocket: (signal) =>
      supervisor.socket(AbortSignal.any([signal, AbortSignal.timeout(ENGINE_PATIENCE_MILLISECONDS)])),
  })
  protocol.handle('studio', proxy)
  denyPermissions(session.defaultSession)
  denyForeignRequests(session.defaultSession)
  app.on('web-contents-created', (_event, contents) => confine(contents))
  registerDialogs(ipcMain)
  Menu.setApplicationMenu(createMenu(workspace))

  supervisor.start()
  openWindow()
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) openWindow()
  })
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus())
  app.on('window-all-closed', () => app.quit())

  let ended = false
  app.on('will-quit', (event) => {
    if (ended) return
    // The engine writes its last rows before the application is gone.
    event.preventDefault()
    void supervisor.stop().then(() => {
      ended = true
      app.quit()
    })
  })
}

function openWindow(): void {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'NegGen Studio',
    webPreferences: pagePreferences(join(import.meta.dirname, '..', 'preload', 'preload.cjs')),
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${APP_ORIGIN}/`)
}
