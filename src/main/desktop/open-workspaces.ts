import { resolve } from 'node:path'

/** The few things of a window that matter here. */
export interface WorkspaceWindow {
  isMinimized(): boolean
  restore(): void
  show(): void
  focus(): void
}

/** A workspace that is open: its window and its engine. */
export interface OpenWorkspace<Window extends WorkspaceWindow> {
  window: Window
  /** Ends the engine; settles once it is gone. */
  stop(): Promise<void>
}

/**
 * Opens a window on a folder.
 *
 * @param free settles once no engine of before has the folder any more
 */
export type Start<Window extends WorkspaceWindow> = (
  folder: string,
  free: Promise<void>,
) => OpenWorkspace<Window>

/**
 * The workspaces that this application has open, a window and an engine each. Asking for one that is open brings its window
 * forward.
 */
export class OpenWorkspaces<Window extends WorkspaceWindow> {
  readonly #start: Start<Window>
  readonly #open = new Map<string, OpenWorkspace<Window>>()
  /** By folder, the engines that are on their way out. */
  readonly #ending = new Map<string, Promise<void>>()

  constructor(start: Start<Window>) {
    this.#start = start
  }

  open(path: string): void {
    const folder = resolve(path)
    const known = this.#open.get(folder)
    if (known !== undefined) bringForward(known.window)
    else this.#open.set(folder, this.#start(folder, this.#ending.get(folder) ?? Promise.resolve()))
  }

  /** The folder that a window shows. */
  folderOf(window: unknown): string | null {
    for (const [folder, workspace] of this.#open) if (workspace.window === window) return folder
    return null
  }

  /** Its window is gone: the engine ends too. */
  close(path: string): void {
    const folder = resolve(path)
    const workspace = this.#open.get(folder)
    if (workspace === undefined) return
    this.#open.delete(folder)
    const before = this.#ending.get(folder)
    const ending: Promise<void> = Promise.all([before, workspace.stop()]).then(() => {
      if (this.#ending.get(folder) === ending) this.#ending.delete(folder)
    })
    this.#ending.set(folder, ending)
  }

  /** Ends every engine, those that are ending already included. */
  async closeAll(): Promise<void> {
    for (const folder of [...this.#open.keys()]) this.close(folder)
    await Promise.all(this.#ending.values())
  }
}

function bringForward(window: WorkspaceWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
