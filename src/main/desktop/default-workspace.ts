import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** Where the studio keeps its data by default: a folder a person can find and back up. */
export function defaultWorkspace(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.NEGGEN_WORKSPACE ?? join(homedir(), 'NegGen Studio')
}

/**
 * The workspace that the words of a command line ask for, as an absolute path: what `--workspace` names, else the folder that an
 * installed studio was opened with ("Open with" of a file browser, which may give it as a URL), else the default one.
 *
 * @param folder relative paths start here
 * @param isPackaged else the first word without a dash is the folder of the application
 */
export function workspaceOf(
  words: string[],
  folder: string,
  { isPackaged, environment = process.env }: { isPackaged: boolean; environment?: NodeJS.ProcessEnv },
): string {
  const { values, positionals } = parseArgs({
    args: words,
    options: { workspace: { type: 'string' } },
    allowPositionals: true,
    // Chromium's own flags may stand among them.
    strict: false,
  })
  const { workspace } = values
  if (typeof workspace === 'string') return resolve(folder, workspace)
  const [opened] = isPackaged ? positionals : []
  if (opened === undefined) return resolve(folder, defaultWorkspace(environment))
  return opened.startsWith('file:') ? fileURLToPath(opened) : resolve(folder, opened)
}
