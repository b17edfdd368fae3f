import { join } from 'node:path'
import type { Shipment } from './program-files.ts'
import { readProject } from './project-file.ts'

/**
 * The window's shell, which goes into the archive that Electron starts: its entry and the preload script, each one file with all
 * that it loads in it. Engine, trainer and pages are not in it.
 */
export function desktopFiles(root: string): Shipment {
  const { name, version, description, license, main } = readProject(root)
  const packageFile = {
    name,
    version,
    description,
    license,
    private: true,
    type: 'module',
    main,
    dependencies: {},
  }
  return {
    files: [main, 'out/preload/preload.cjs'].map((path) => ({ from: join(root, path), to: path })),
    written: { 'package.json': `${JSON.stringify(packageFile, null, 2)}\n` },
  }
}
