import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Names = z.record(z.string(), z.string()).default({})
const LockedPackage = z.object({
  dependencies: Names,
  optionalDependencies: Names,
  peerDependencies: Names,
})
const LockFile = z.object({ packages: z.record(z.string(), LockedPackage) })

/**
 * The Node binary's own package, which ships as one file, and the bindings of libtensorflow, which are nothing without a library
 * that comes from elsewhere.
 */
const LEFT_OUT = new Set(['node', '@tensorflow/tfjs-node-gpu'])

/**
 * Folders of the installed packages that the built program loads, relative to the project and with forward slashes:
 * what `dependencies` names, and all that those need on this machine.
 *
 * @throws Error where a package that is needed is not installed
 */
export function productionPackages(root: string): string[] {
  const lock = LockFile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))).packages
  const found = new Set<string>()
  const visit = (folder: string): void => {
    if (found.has(folder)) return
    const locked = lock[folder]
    if (locked === undefined) throw new Error(`${folder} is not in package-lock.json. Run \`npm install\`.`)
    if (folder !== '') found.add(folder)
    const needed = { ...locked.peerDependencies, ...locked.optionalDependencies, ...locked.dependencies }
    for (const name of Object.keys(needed)) {
      if (LEFT_OUT.has(name)) continue
      const place = resolvePackage(lock, folder, name)
      const isThere = place !== null && existsSync(join(root, place))
      if (isThere) visit(place)
      else if (name in locked.dependencies && !(name in locked.optionalDependencies)) {
        throw new Error(`${name}, which ${folder || 'the project'} needs, is not installed. Run \`npm ci\`.`)
      }
    }
  }
  visit('')
  return [...found].sort()
}

/** Where Node finds a package from a folder of the lock file: its own `node_modules`, else those of the folders above. */
function resolvePackage(lock: Record<string, unknown>, folder: string, name: string): string | null {
  for (let above = folder; ; ) {
    const place = above === '' ? `node_modules/${name}` : `${above}/node_modules/${name}`
    if (place in lock) return place
    if (above === '') return null
    const end = above.lastIndexOf('/node_modules/')
    above = end === -1 ? '' : above.slice(0, end)
  }
}
