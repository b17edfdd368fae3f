// `npm run package`: installers for the system that it runs on, in `dist/`; `--dir` makes the application's folder alone.
import { dirname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { build, DIR_TARGET, Platform } from 'electron-builder'
import { thisMachine } from '../electron-availability.ts'
import { builderConfig } from './builder-config.ts'
import { electronSource } from './electron-source.ts'
import { stageDesktop } from './stage-desktop.ts'
import { thisTarget } from './target.ts'
import { tryEngine } from './try-engine.ts'

const root = dirname(dirname(import.meta.dirname))
const { values } = parseArgs({ options: { dir: { type: 'boolean', default: false } } })
const shown = (path: string) => relative(process.cwd(), path)
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`

const staged = await stageDesktop(root, join(root, 'dist', 'desktop'), thisTarget)
const { files, folders, size } = staged
console.log(
  `${shown(folders.desktop)}: the window's shell, ${files.shell.length} files, ${megabytes(size.shell)}.`,
)
console.log(
  `${shown(folders.program)}: engine, trainer, pages and Node, ${files.program.length} files, ${megabytes(size.program)}.`,
)
await tryEngine(folders.program, thisTarget)
console.log('The staged engine starts on the staged Node and answers.')

const electron = await electronSource(root, thisMachine(root))
if (electron.kind === 'absent') {
  console.log(`No installer was made: ${electron.sentence}`)
  process.exitCode = 1
} else {
  const made = await build({
    projectDir: root,
    targets: Platform.current().createTarget(values.dir ? DIR_TARGET : null),
    config: builderConfig(folders, electron),
  })
  for (const path of made) console.log(shown(path))
  if (values.dir) console.log(`${shown(folders.output)} has the application's folder.`)
}
