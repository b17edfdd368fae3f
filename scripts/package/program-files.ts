import { existsSync, lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { productionPackages } from './production-packages.ts'
import { ships } from './shipped-files.ts'
import { nodeName, type Target } from './target.ts'

export interface ShippedFile {
  /** Where it lies now, absolute. */
  from: string
  /** Where it goes, relative to the folder of the package, with forward slashes. */
  to: string
}

/**
 * The program without a window, as it runs on the Node that lies beside it: command, engine, trainer, pages and the packages
 * that they load. The offline bundle and the installers have the same.
 *
 * @throws Error where the project was not built or its packages are not installed
 */
export function programFiles(root: string, target: Target): ShippedFile[] {
  if (!existsSync(join(root, 'out', 'main', 'cli.js'))) {
    throw new Error('The project is not built. Run `npm run build`.')
  }
  const built = ['out/main', 'out/renderer'].flatMap((folder) =>
    filesBelow(join(root, folder))
      .filter((path) => !(folder === 'out/main' && /^desktop\b/.test(path)))
      .map((path) => ({ from: join(root, folder, path), to: `program/${folder}/${path}` })),
  )
  const packages = productionPackages(root).flatMap((folder) => {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return filesBelow(join(root, folder))
      .filter((path) => ships(name, path, target))
      .map((path) => ({ from: join(root, folder, path), to: `program/${folder}/${path}` }))
  })
  return [...built, ...packages, ...nodeFiles(root, target)].sort((a, b) => (a.to < b.to ? -1 : 1))
}

/** Node's binary with its licence, which the package of the binary does not keep. */
function nodeFiles(root: string, target: Target): ShippedFile[] {
  const name = nodeName(target)
  return [
    { from: join(root, 'node_modules', 'node', 'bin', name), to: name },
    { from: join(import.meta.dirname, 'bundle-files', 'node-LICENSE.txt'), to: 'node-LICENSE.txt' },
  ]
}

/** Every file below a folder, relative to it, with forward slashes; not what packages carry in a `node_modules` of their own. */
function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    )
    .filter((path) => !/(^|\/)node_modules\//.test(path))
}

/** Bytes of all files together. */
export function sizeOf(files: readonly ShippedFile[]): number {
  return files.reduce((sum, { from }) => sum + lstatSync(from).size, 0)
}
