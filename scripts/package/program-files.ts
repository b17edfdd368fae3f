import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { byDestination, filesBelow, packageFiles, type ShippedFile } from './files.ts'
import { productionPackages } from './production-packages.ts'
import { readProject } from './project-file.ts'
import { nodeName, type Target } from './target.ts'

/** Files to copy, and contents to write by destination. */
export interface Shipment {
  files: ShippedFile[]
  written: Record<string, string>
}

/**
 * The program without a window, as it runs on the Node that lies beside it: command, engine, trainer, pages and the packages
 * that they load. The offline bundle and the installers have the same.
 *
 * @throws Error where the project was not built or its packages are not installed
 */
export function programFiles(root: string, target: Target): Shipment {
  if (!existsSync(join(root, 'out', 'main', 'cli.js'))) {
    throw new Error('The project is not built. Run `npm run build`.')
  }
  const built = ['out/main', 'out/renderer'].flatMap((folder) =>
    filesBelow(join(root, folder))
      .filter((path) => !(folder === 'out/main' && /^desktop\b/.test(path)))
      .map((path) => ({ from: join(root, folder, path), to: `${folder}/${path}` })),
  )
  const packages = productionPackages(root).flatMap((folder) => packageFiles(root, folder, target))
  const inProgram = [...built, ...packages].map(({ from, to }) => ({ from, to: `program/${to}` }))

  const own = join(import.meta.dirname, 'bundle-files')
  const launcher = target.platform === 'win32' ? 'studio.cmd' : 'studio'
  const node = nodeName(target)
  const beside = [
    { from: join(root, 'node_modules', 'node', 'bin', node), to: node },
    // The package of the binary does not keep its licence.
    { from: join(own, 'node-LICENSE.txt'), to: 'node-LICENSE.txt' },
    { from: join(own, launcher), to: launcher },
  ]
  const { name, version, license } = readProject(root)
  // What Node has to know of the program: that its files are modules.
  const packageFile = { name, version, license, private: true, type: 'module' }
  return {
    files: [...inProgram, ...beside].sort(byDestination),
    written: { 'program/package.json': `${JSON.stringify(packageFile, null, 2)}\n` },
  }
}
