import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const ProjectFile = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
  /** Entry of the window's shell. */
  main: z.string(),
})
export type ProjectFile = z.infer<typeof ProjectFile>

export function readProject(root: string): ProjectFile {
  return ProjectFile.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
}
