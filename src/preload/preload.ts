import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { DesktopBridge } from '#shared/desktop-bridge.ts'
import { DESKTOP_CHANNELS } from '#shared/desktop-channels.ts'

const bridge: DesktopBridge = {
  chooseFile: (options) => ipcRenderer.invoke(DESKTOP_CHANNELS.chooseFile, options),
  chooseFolder: (options) => ipcRenderer.invoke(DESKTOP_CHANNELS.chooseFolder, options),
  pathForFile: (file) => webUtils.getPathForFile(file),
  revealInFolder: (path) => ipcRenderer.invoke(DESKTOP_CHANNELS.revealInFolder, { path }),
}

contextBridge.exposeInMainWorld('studio', bridge)
