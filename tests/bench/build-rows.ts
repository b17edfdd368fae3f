import { mkdir, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveConfig } from 'electron-vite'
import { build, mergeConfig } from 'vite'

/**
 * Builds the rows' process as the application's own processes are built, from the same configuration.
 * @param folder an empty one outside the repository
 * @returns the built entry
 */
export async function buildRows(root: string, folder: string): Promise<string> {
  const outDir = join(folder, 'built')
  await mkdir(outDir, { recursive: true })
  // What the build leaves outside, native packages above all, is found from here as from the repository.
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction')
  process.chdir(root)
  const configFile = join(root, 'electron.vite.config.ts')
  const { config } = await resolveConfig({ root, configFile, logLevel: 'error' }, 'build', 'production')
  if (config?.main === undefined)
    throw new Error(`${configFile} does not say how to build the main processes.`)
  const input = { row: join(root, 'tests', 'bench', 'row-process.ts') }
  // Merged apart: to the application's own entries, `mergeConfig` would add this one.
  const { rollupOptions: _, rolldownOptions, ...options } = config.main.build ?? {}
  const main = { ...config.main, build: { ...options, rolldownOptions: { ...rolldownOptions, input } } }
  await build(mergeConfig(main, { root, logLevel: 'error', build: { outDir } }))
  return join(outDir, 'row.js')
}
