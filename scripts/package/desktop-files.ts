import { readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join, posix } from 'node:path'
import { z } from 'zod'
import { byDestination, packageFiles } from './files.ts'
import type { Shipment } from './program-files.ts'
import { readProject } from './project-file.ts'
import type { Target } from './target.ts'

/** What the build's own output loads: static and dynamic imports, and `require` of CommonJS. */
const IMPORTS = /(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)["']([^"'\n]+)["']/g

/**
 * The window's shell, which goes into the archive that Electron starts: its entry with what that loads, and the preload script.
 * Engine, trainer and pages are not in it.
 */
export function desktopFiles(root: string, target: Target): Shipment {
  const { name, version, description, license, main } = readProject(root)
  const built = new Set<string>()
  const packages = new Set<string>()
  const visit = (path: string): void => {
    if (built.has(path)) return
    built.add(path)
    for (const [, specifier = ''] of readFileSync(join(root, path), 'utf8').matchAll(IMPORTS)) {
      if (specifier.startsWith('.')) visit(posix.join(posix.dirname(path), specifier))
      else if (!isBuiltin(specifier) && specifier !== 'electron') packages.add(packageOf(specifier))
    }
  }
  visit(main)
  visit('out/preload/preload.cjs')

  const needed = [...packages].sort()
  const dependencies = Object.fromEntries(needed.map((one) => [one, versionOf(root, one)]))
  const packageFile = {
    name,
    version,
    description,
    license,
    private: true,
    type: 'module',
    main,
    dependencies,
  }
  const files = [
    ...[...built].map((path) => ({ from: join(root, path), to: path })),
    ...needed.flatMap((one) => packageFiles(root, `node_modules/${one}`, target)),
  ]
  return {
    files: files.sort(byDestination),
    written: { 'package.json': `${JSON.stringify(packageFile, null, 2)}\n` },
  }
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/')
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/')
}

function versionOf(root: string, name: string): string {
  const file = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
  return z.object({ version: z.string() }).parse(JSON.parse(file)).version
}
