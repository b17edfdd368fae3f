import type { IpcMain, IpcMainInvokeEvent, Session, WebContents, WebPreferences } from 'electron'
import type { z } from 'zod'

/** Scheme and host of the studio's own pages; everything else is a stranger. */
export const APP_ORIGIN = 'studio://app'

/** What a page of the studio may be: a sandboxed document without Node. */
export function pagePreferences(preload: string): WebPreferences {
  return {
    preload,
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    webviewTag: false,
    spellcheck: true,
  }
}

/** True for documents of the studio. `URL.origin` is "null" for schemes it does not know, so it is not asked. */
export function isAppUrl(url: string): boolean {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}` === APP_ORIGIN
  } catch {
    return false
  }
}

/**
 * Refuses every permission but one: writing plain text to the clipboard after a click, which "Copy details" needs.
 */
export function denyPermissions(
  session: Pick<
    Session,
    'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'
  >,
): void {
  const allowed = (permission: string, url: string) =>
    permission === 'clipboard-sanitized-write' && isAppUrl(url)
  session.setPermissionRequestHandler((contents, permission, answer) =>
    answer(allowed(permission, contents.getURL())),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => allowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
}

/** The studio's origin is all that its windows ever request; the network is the engine's alone. */
export function denyForeignRequests(session: Pick<Session, 'webRequest'>): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const own = isAppUrl(details.url) || /^(devtools|blob|data):/.test(details.url)
    answer({ cancel: !own })
  })
}

/** A window stays on the studio's pages and opens no other. */
export function confine(contents: Pick<WebContents, 'on' | 'setWindowOpenHandler'>): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault()
  })
  contents.on('will-redirect', (event) => {
    if (!isAppUrl(event.url)) event.preventDefault()
  })
  // The studio has no frames: what goes somewhere in one is not its own.
  contents.on('will-frame-navigate', (event) => {
    if (!event.isMainFrame || !isAppUrl(event.url)) event.preventDefault()
  })
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/**
 * Registers a handler that answers only the studio's own top frame.
 *
 * @throws Error towards any other sender, and ZodError for input that the schema refuses
 */
export function handleFromPage<Input, Output>(
  ipc: Pick<IpcMain, 'handle'>,
  channel: string,
  schema: z.ZodType<Input>,
  answer: (input: Input, event: IpcMainInvokeEvent) => Promise<Output> | Output,
): void {
  ipc.handle(channel, (event, input: unknown) => {
    const frame = event.senderFrame
    if (frame === null || frame.parent !== null || !isAppUrl(frame.url)) {
      throw new Error(`${channel}: refused to a frame that is not the studio's`)
    }
    return answer(schema.parse(input), event)
  })
}
