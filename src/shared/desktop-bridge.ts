/**
 * What a page cannot do by itself and the desktop's preload script does for it. Absent in browser
 * mode, where the same needs are met by typed paths with completion and by upload.
 */
export interface DesktopBridge {
  /** Path of one file that the person chose; null when they closed the dialog. */
  chooseFile(options: ChooseFileOptions): Promise<string | null>
  chooseFolder(options: { title: string }): Promise<string | null>
  /** Where a dropped or picked file lies on this machine; empty for one that was made in the page. */
  pathForFile(file: File): string
  revealInFolder(path: string): Promise<void>
}

export interface ChooseFileOptions {
  title: string
  /** Kinds of files to offer: a label, and extensions without the dot. */
  filters: { name: string; extensions: string[] }[]
}

declare global {
  interface Window {
    studio?: DesktopBridge
  }
}
