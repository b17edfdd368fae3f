import { createHash } from 'node:crypto'
import { appendFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { app, BrowserWindow, dialog, ipcMain, Menu, protocol, type Session, session } from 'electron'
import { z } from 'zod'
import { defaultWorkspace, workspaceOf } from './default-workspace.ts'
import { registerDialogs } from './dialogs.ts'
import { spawnEngine } from './engine-process.ts'
import { createMenu } from './menu.ts'
import { type OpenWorkspace, OpenWorkspaces } from './open-workspaces.ts'
import { programPlaces } from './program-places.ts'
import { createProxy } from './proxy.ts'
import { APP_ORIGIN, confine, denyForeignRequests, denyPermissions, pagePreferences } from './security.ts'
import { EngineSupervisor } from './supervisor.ts'

// Before anything that waits: Electron takes schemes only until it is ready.
protocol.registerSchemesAsPrivileged([
  {
    scheme: 'studio',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true },
  },
])
app.enableSandbox()

/** How long a request of the window waits for an engine that is being restarted. */
const ENGINE_PATIENCE_MILLISECONDS = 10_000

/** What a second instance asks of the first. */
const Wish = z.object({ workspace: z.string().min(1) })

const wish = { workspace: workspaceOf(process.argv.slice(1), process.cwd(), { isPackaged: app.isPackaged }) }
if (!app.requestSingleInstanceLock(wish)) {
  app.quit()
} else {
  const workspaces = new OpenWorkspaces(startWorkspace)
  // macOS says so where others give words on the command line: a folder was dropped on the icon.
  app.on('open-file', (event, path) => {
    event.preventDefault()
    if (app.isReady()) workspaces.open(path)
    else wish.workspace = path
  })
  void app.whenReady().then(() => open(workspaces))
}

function open(workspaces: OpenWorkspaces<BrowserWindow>): void {
  app.on('web-contents-created', (_event, contents) => confine(contents))
  registerDialogs(ipcMain)
  Menu.setApplicationMenu(createMenu((window) => workspaces.folderOf(window)))

  // Of the window that a workspace is given, `closed` is the end.
  app.on('browser-window-created', (_event, window) =>
    window.once('closed', () => {
      const folder = workspaces.folderOf(window)
      if (folder !== null) workspaces.close(folder)
    }),
  )
  workspaces.open(wish.workspace)
  app.on('activate', () => {
    if (BrowserWindow.getAllWindows().length === 0) workspaces.open(wish.workspace)
  })
  app.on('second-instance', (_event, _argv, _folder, data) => {
    const asked = Wish.safeParse(data)
    workspaces.open(asked.success ? asked.data.workspace : wish.workspace)
  })
  app.on('window-all-closed', () => app.quit())

  let ended = false
  app.on('will-quit', (event) => {
    if (ended) return
    // The engines write their last rows before the application is gone.
    event.preventDefault()
    void workspaces.closeAll().then(() => {
      ended = true
      app.quit()
    })
  })
}

function startWorkspace(workspace: string, free: Promise<void>): OpenWorkspace<BrowserWindow> {
  mkdirSync(join(workspace, 'logs'), { recursive: true, mode: 0o700 })
  const logFile = join(workspace, 'logs', 'desktop.log')
  const log = (text: string) => appendFileSync(logFile, `${text.trimEnd()}\n`, { mode: 0o600 })

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
      window.destroy()
    },
  })
  const own = sessionOf(workspace)
  if (!own.protocol.isProtocolHandled('studio')) denyStrangers(own)
  else own.protocol.unhandle('studio')
  own.protocol.handle(
    'studio',
    createProxy({
      engineSocket: (given) => supervisor.socket(eitherAborts(given, ENGINE_PATIENCE_MILLISECONDS)),
    }),
  )
  void free.then(() => supervisor.start())
  const window = openWindow(own)
  return { window, stop: () => supervisor.stop() }
}

/** Storage and requests of a workspace's pages, apart from those of others; the default workspace has the default one. */
function sessionOf(workspace: string): Session {
  if (workspace === resolve(defaultWorkspace())) return session.defaultSession
  const name = createHash('sha256').update(workspace).digest('hex').slice(0, 16)
  return session.fromPartition(`persist:workspace-${name}`)
}

function denyStrangers(own: Session): void {
  denyPermissions(own)
  denyForeignRequests(own)
}

function eitherAborts(given: AbortSignal, milliseconds: number): AbortSignal {
  const either = new AbortController()
  const timer = setTimeout(() => either.abort(), milliseconds)
  const abort = () => {
    clearTimeout(timer)
    either.abort()
  }
  if (given.aborted) abort()
  else given.addEventListener('abort', abort, { once: true })
  return either.signal
}

function openWindow(own: Session): BrowserWindow {
  const window = new BrowserWindow({
    width: 1440,
    height: 900,
    minWidth: 1024,
    minHeight: 700,
    show: false,
    title: 'NegGen Studio',
    webPreferences: {
      ...pagePreferences(join(import.meta.dirname, '..', 'preload', 'preload.cjs')),
      session: own,
    },
  })
  window.once('ready-to-show', () => window.show())
  void window.loadURL(`${APP_ORIGIN}/`)
  return window
}
