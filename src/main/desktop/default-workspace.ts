import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'

/** Where the studio keeps its data by default: a folder a person can find and back up. */
export function defaultWorkspace(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.NEGGEN_WORKSPACE ?? join(homedir(), 'NegGen Studio')
}

/**
 * The workspace that the words of a command line ask for, as an absolute path.
 *
 * @param folder relative paths start here
 */
export function workspaceOf(
  words: string[],
  folder: string,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  const { values } = parseArgs({
    args: words,
    options: { workspace: { type: 'string' } },
    // Chromium's own flags may stand among them.
    strict: false,
  })
  const { workspace } = values
  return resolve(folder, typeof workspace === 'string' ? workspace : defaultWorkspace(environment))
}
