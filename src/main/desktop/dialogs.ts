import { isAbsolute } from 'node:path'
import {
  BrowserWindow,
  dialog,
  type IpcMain,
  type IpcMainInvokeEvent,
  type OpenDialogOptions,
  shell,
} from 'electron'
import { z } from 'zod'
import { DESKTOP_CHANNELS } from '#shared/desktop-channels.ts'
import { handleFromPage } from './security.ts'

const Title = z.string().max(200)
const FileFilter = z.strictObject({ name: z.string(), extensions: z.array(z.string().regex(/^[\w*]+$/)) })
const ChooseFile = z.strictObject({ title: Title, filters: z.array(FileFilter).max(20) })
const ChooseFolder = z.strictObject({ title: Title })
const RevealInFolder = z.strictObject({ path: z.string().refine(isAbsolute, 'an absolute path') })

/** Answers the page's wishes for native dialogs. */
export function registerDialogs(ipc: IpcMain): void {
  handleFromPage(ipc, DESKTOP_CHANNELS.chooseFile, ChooseFile, (options, event) =>
    choose(event, { ...options, properties: ['openFile'] }),
  )
  handleFromPage(ipc, DESKTOP_CHANNELS.chooseFolder, ChooseFolder, (options, event) =>
    choose(event, { ...options, properties: ['openDirectory'] }),
  )
  handleFromPage(ipc, DESKTOP_CHANNELS.revealInFolder, RevealInFolder, ({ path }) =>
    shell.showItemInFolder(path),
  )
}

async function choose(event: IpcMainInvokeEvent, options: OpenDialogOptions): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(event.sender)
  const result =
    window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options)
  return result.canceled ? null : (result.filePaths[0] ?? null)
}
