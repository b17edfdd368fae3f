/** Channels between the preload script and Electron's main process. Imports nothing: a sandboxed preload can require nothing. */
export const DESKTOP_CHANNELS = {
  chooseFile: 'studio:choose-file',
  chooseFolder: 'studio:choose-folder',
  revealInFolder: 'studio:reveal-in-folder',
} as const
