import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'vite'
import project from '../../package.json' with { type: 'json' }

/** The first Electron whose entry may be an ES module. */
const FIRST_WITH_MODULES = 28

/** What the pages take for granted and an older Chromium lacks. */
export const PAGE_SHIMS = `
  Promise.withResolvers ??= function () { let resolve, reject; const promise = new this((a, b) => { resolve = a; reject = b }); return { promise, resolve, reject } };
  URL.parse ??= (url, base) => { try { return new URL(url, base) } catch { return null } };
  AbortSignal.any ??= (signals) => { const any = new AbortController(); for (const signal of signals) { if (signal.aborted) any.abort(signal.reason); else signal.addEventListener('abort', () => any.abort(signal.reason), { once: true }) } return any.signal };
`

/** Major version of an unpacked Electron, by the file beside its binary; that of the project where there is none. */
export function electronMajor(binary: string): number {
  const file = join(dirname(binary), 'version')
  const version = existsSync(file) ? readFileSync(file, 'utf8') : project.devDependencies.electron
  return Number.parseInt(version.replace(/^v/, ''), 10)
}

/**
 * The folder that an Electron of this version starts: the project itself, or for an older one a folder with the same shell as CommonJS,
 * with the engine and the pages of the project's build.
 *
 * @param folder an empty one
 */
export async function desktopFolder(root: string, folder: string, major: number): Promise<string> {
  if (major >= FIRST_WITH_MODULES) return root
  const main = join(folder, 'out', 'main')
  mkdirSync(main, { recursive: true })
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    define: { 'import.meta.dirname': '__dirname' },
    ssr: { noExternal: true, target: 'node' },
    build: {
      ssr: join(root, 'src', 'main', 'desktop', 'main.ts'),
      outDir: main,
      emptyOutDir: false,
      target: 'node18',
      rolldownOptions: {
        external: ['electron'],
        output: { format: 'cjs', entryFileNames: 'desktop.cjs', banner: PAGE_SHIMS },
      },
    },
  })
  symlinkSync(join(root, 'out', 'main', 'engine.js'), join(main, 'engine.js'))
  symlinkSync(join(root, 'out', 'preload'), join(folder, 'out', 'preload'), 'junction')
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: project.name, version: project.version, main: 'out/main/desktop.cjs' }),
  )
  return folder
}
