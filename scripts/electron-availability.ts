import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Availability = { kind: 'window'; binary: string } | { kind: 'browser'; because: string }

export interface Machine {
  platform: NodeJS.Platform
  environment: NodeJS.ProcessEnv
  isRoot: boolean
  /** Path of the Electron binary, or null where none was unpacked. */
  binary(): string | null
  /** True when the place that Electron is downloaded from answers. */
  canDownload(): Promise<boolean>
  /** Downloads and unpacks; false when that failed. */
  download(): boolean
}

/** Decides between the Electron window and browser mode; the sentence completes "Browser mode, because …". */
export async function electronAvailability(machine: Machine): Promise<Availability> {
  const { environment } = machine
  if (environment.NEGGEN_BROWSER === '1') return browser('NEGGEN_BROWSER=1 asks for it')
  const display = environment.DISPLAY ?? environment.WAYLAND_DISPLAY ?? ''
  if (machine.platform === 'linux' && display === '') return browser('this session has no display')
  if (machine.isRoot) return browser("Electron's sandbox does not run as root")
  const unpacked = machine.binary()
  if (unpacked !== null) return { kind: 'window', binary: unpacked }
  if (!(await machine.canDownload())) {
    return browser('the Electron binary is not installed and its download host does not answer')
  }
  const fetched = machine.download() ? machine.binary() : null
  return fetched === null
    ? browser('the Electron binary could not be downloaded')
    : { kind: 'window', binary: fetched }
}

function browser(because: string): Availability {
  return { kind: 'browser', because }
}

/** This machine, with the `electron` package of the given project. */
export function thisMachine(root: string): Machine {
  const electron = join(root, 'node_modules', 'electron')
  const mirror =
    process.env.ELECTRON_MIRROR ??
    process.env.npm_config_electron_mirror ??
    'https://github.com/electron/electron/releases/'
  return {
    platform: process.platform,
    environment: process.env,
    isRoot: process.getuid?.() === 0,
    binary() {
      const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist')
      const pathFile = join(electron, 'path.txt')
      const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
      const path = join(folder, name)
      return existsSync(path) ? path : null
    },
    async canDownload() {
      try {
        await fetch(mirror, { method: 'HEAD', signal: AbortSignal.timeout(5000) })
        return true
      } catch {
        return false
      }
    },
    download() {
      const result = spawnSync(process.execPath, [join(electron, 'install.js')], { stdio: 'inherit' })
      return result.status === 0
    },
  }
}
