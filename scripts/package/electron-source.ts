import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import type { Machine } from '../electron-availability.ts'
import type { ElectronSource } from './builder-config.ts'

export type FoundElectron =
  | ({ kind: 'there' } & ElectronSource)
  /** `sentence` says what is missing and what to do. */
  | { kind: 'absent'; sentence: string }

const Versioned = z.object({ version: z.string() })

/**
 * Which Electron goes into the installers: the unpacked one that `ELECTRON_OVERRIDE_DIST_PATH` names, else the one of the
 * project, which is downloaded where its host answers.
 */
export async function electronSource(root: string, machine: Machine): Promise<FoundElectron> {
  const file = readFileSync(join(root, 'node_modules', 'electron', 'package.json'), 'utf8')
  const pinned = Versioned.parse(JSON.parse(file)).version
  const named = machine.environment.ELECTRON_OVERRIDE_DIST_PATH
  const binary = machine.binary()
  if (binary !== null) {
    const folder = dirname(binary)
    return { kind: 'there', folder, version: named === undefined ? pinned : versionIn(folder, pinned) }
  }
  if (await machine.canDownload()) return { kind: 'there', folder: null, version: pinned }
  return {
    kind: 'absent',
    sentence: `Electron ${pinned} is not on this machine and its download host does not answer. Name an unpacked Electron by ELECTRON_OVERRIDE_DIST_PATH, or a mirror by ELECTRON_MIRROR; without either, \`npm run bundle\` makes an archive that opens in a browser.`,
  }
}

/** What an unpacked Electron says of itself, in a file beside its binary. */
function versionIn(folder: string, otherwise: string): string {
  try {
    return readFileSync(join(folder, 'version'), 'utf8').trim().replace(/^v/, '')
  } catch {
    return otherwise
  }
}
