import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { requireBudget } from './budget.ts'
import type { BuilderFolders } from './builder-config.ts'
import { desktopFiles } from './desktop-files.ts'
import { type ShippedFile, sizeOf, stage } from './files.ts'
import { programFiles } from './program-files.ts'
import type { Target } from './target.ts'

/** What an installed studio may come to beside Electron itself. What exceeds it ships something that nobody runs. */
export const DESKTOP_BUDGET = { program: 300e6, shell: 10e6 } as const

export interface StagedDesktop {
  folders: BuilderFolders
  files: { shell: ShippedFile[]; program: ShippedFile[] }
  /** Bytes. */
  size: { shell: number; program: number }
}

/**
 * Lays out what the installers are made of, everything but Electron.
 *
 * @param folder is emptied first
 * @throws Error where the project is not built, or a part is larger than its budget
 */
export async function stageDesktop(root: string, folder: string, target: Target): Promise<StagedDesktop> {
  const shell = desktopFiles(root)
  const program = programFiles(root, target)
  const size = { shell: sizeOf(shell.files), program: sizeOf(program.files) }
  requireBudget('The shell', size.shell, DESKTOP_BUDGET.shell)
  requireBudget('The program', size.program, DESKTOP_BUDGET.program)
  rmSync(folder, { recursive: true, force: true })
  const folders = {
    desktop: join(folder, 'shell'),
    program: join(folder, 'program'),
    buildResources: join(folder, 'icons'),
    output: join(folder, 'output'),
  }
  stage(shell.files, shell.written, folders.desktop, target)
  stage(program.files, program.written, folders.program, target)
  mkdirSync(folders.buildResources, { recursive: true })
  await sharp(Buffer.from(icon(root)), { density: 2400 })
    .resize(1024, 1024)
    .png()
    .toFile(join(folders.buildResources, 'icon.png'))
  return { folders, files: { shell: shell.files, program: program.files }, size }
}

/** The page's own icon, as SVG. */
function icon(root: string): string {
  const page = readFileSync(join(root, 'src', 'renderer', 'index.html'), 'utf8')
  const [, encoded] = /href="data:image\/svg\+xml,([^"]+)"/.exec(page) ?? []
  if (encoded === undefined) throw new Error('src/renderer/index.html has no icon in SVG any more.')
  return decodeURIComponent(encoded)
}
