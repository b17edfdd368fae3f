import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where the studio keeps its data by default: a folder a person can find and back up. */
export function defaultWorkspace(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.NEGGEN_WORKSPACE ?? join(homedir(), 'NegGen Studio')
}
