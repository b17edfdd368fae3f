import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveConfig } from 'electron-vite'
import { build, mergeConfig } from 'vite'

/**
 * Builds the entry of a process as the application's own processes are built, from the same configuration.
 * @param root the repository's folder, where the process that builds works from now on
 * @param folder an empty one outside the repository
 * @param source of the entry, from the repository's folder
 * @returns the built entry
 */
export async function buildEntry(root: string, folder: string, source: string): Promise<string> {
  const outDir = join(folder, 'built')
  await mkdir(outDir, { recursive: true })
  // What the build leaves outside, native packages above all, is found from here as from the repository.
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  process.chdir(root)
  const configFile = join(root, 'electron.vite.config.ts')
  const { config } = await resolveConfig({ root, configFile, logLevel: 'error' }, 'build', 'production')
  if (config?.main === undefined)
    throw new Error(`${configFile} does not say how to build the main processes.`)
  const input = { entry: join(root, source) }
  // What tests drive a browser with finds its own files beside itself.
  const external = ['playwright-core', '@sparticuz/chromium', /^node:/]
  // Merged apart: to the application's own entries, `mergeConfig` would add this one.
  const { rollupOptions: _, rolldownOptions, ...options } = config.main.build ?? {}
  const main = {
    ...config.main,
    build: { ...options, rolldownOptions: { ...rolldownOptions, input, external } },
  }
  await build(mergeConfig(main, { root, logLevel: 'error', build: { outDir } }))
  return join(outDir, 'entry.js')
}
