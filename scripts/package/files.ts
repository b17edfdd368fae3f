import { chmodSync, constants, copyFileSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ships } from './shipped-files.ts'
import { nodeName, type Target } from './target.ts'

export interface ShippedFile {
  /** Where it lies now, absolute. */
  from: string
  /** Where it goes, relative to the folder of what ships, with forward slashes. */
  to: string
}

/** Every file below a folder, relative to it, with forward slashes; not what packages carry in a `node_modules` of their own. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !/(^|\/)node_modules\//.test(path))
}

/**
 * What ships of one installed package, to the same place below the folder of what ships.
 *
 * @param folder of the package, relative to the project
 */
export function packageFiles(root: string, folder: string, target: Target): ShippedFile[] {
  const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
  return filesBelow(join(root, folder))
    .filter((path) => ships(name, path, target))
    .map((path) => ({ from: join(root, folder, path), to: `${folder}/${path}` }))
}

export function byDestination(one: ShippedFile, other: ShippedFile): number {
  return one.to < other.to ? -1 : 1
}

/** Bytes of all files together. */
export function sizeOf(files: readonly ShippedFile[]): number {
  return files.reduce((sum, { from }) => sum + lstatSync(from).size, 0)
}

/**
 * Copies files to where they go, and writes those that have no source. What starts is executable for everybody.
 *
 * @param written contents by destination
 */
export function stage(
  files: readonly ShippedFile[],
  written: Readonly<Record<string, string>>,
  folder: string,
  target: Target,
): void {
  const starts = new Set([nodeName(target), 'studio'])
  for (const { from, to } of files) {
    const path = join(folder, to)
    mkdirSync(dirname(path), { recursive: true })
    copyFileSync(from, path, constants.COPYFILE_FICLONE)
    chmodSync(path, starts.has(to) ? 0o755 : 0o644)
  }
  for (const [to, content] of Object.entries(written)) {
    mkdirSync(dirname(join(folder, to)), { recursive: true })
    writeFileSync(join(folder, to), content)
  }
}
