import { createHash } from 'node:crypto'
import {
  chmodSync,
  constants,
  copyFileSync,
  createReadStream,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { create } from 'tar'
import { z } from 'zod'
import { programFiles, type ShippedFile, sizeOf } from './program-files.ts'
import { nodeName, type Target } from './target.ts'

/** What a bundle may come to, packed and unpacked. What exceeds it ships something that nobody runs. */
export const BUNDLE_BUDGET = { packed: 120e6, unpacked: 300e6 } as const

export interface Bundle {
  archive: string
  /** `SHA256SUMS`, which `sha256sum -c` reads. */
  checksums: string
  files: number
  /** Bytes. */
  packed: number
  unpacked: number
}

/** What stands in the offline bundle, relative to its one folder. */
export function bundleFiles(root: string, target: Target): ShippedFile[] {
  const own = join(import.meta.dirname, 'bundle-files')
  const launcher = target.platform === 'win32' ? 'studio.cmd' : 'studio'
  return [
    ...programFiles(root, target),
    { from: join(own, launcher), to: launcher },
    { from: join(own, 'README.txt'), to: 'README.txt' },
    { from: join(own, 'models', 'README.txt'), to: 'models/README.txt' },
    { from: join(root, 'LICENSE'), to: 'LICENSE' },
  ].sort((a, b) => (a.to < b.to ? -1 : 1))
}

/**
 * Writes the offline bundle of the built project: one archive, and its checksum beside it. Equal files make an equal archive.
 *
 * @param folder where it goes; made where it is missing
 * @throws Error where the project is not built, or the bundle is larger than its budget
 */
export async function makeBundle(root: string, folder: string, target: Target): Promise<Bundle> {
  const { version } = readProject(root)
  const name = `neggen-studio-${version}-${target.platform}-${target.arch}`
  const staged = join(folder, name)
  const files = bundleFiles(root, target)
  const unpacked = sizeOf(files)
  requireBudget('unpacked', unpacked)

  rmSync(staged, { recursive: true, force: true })
  stage(files, staged, target)
  writeFileSync(join(staged, 'program', 'package.json'), packageFile(root))
  const archive = join(folder, `${name}.tar.gz`)
  const entries = [...files.map(({ to }) => to), 'program/package.json'].sort()
  await create(
    { file: archive, cwd: folder, gzip: { level: 6 }, portable: true, mtime: new Date(0) },
    entries.map((path) => `${name}/${path}`),
  )
  rmSync(staged, { recursive: true, force: true })

  const sum = createHash('sha256')
  let packed = 0
  await pipeline(createReadStream(archive), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      packed += chunk.length
      sum.update(chunk)
    }
  })
  requireBudget('packed', packed)
  const checksums = join(folder, 'SHA256SUMS')
  writeFileSync(checksums, `${sum.digest('hex')}  ${basename(archive)}\n`)
  return { archive, checksums, files: entries.length, packed, unpacked }
}

/** Copies files to where they go; what starts is executable for everybody. */
export function stage(files: readonly ShippedFile[], folder: string, target: Target): void {
  for (const { from, to } of files) {
    const path = join(folder, to)
    mkdirSync(dirname(path), { recursive: true })
    copyFileSync(from, path, constants.COPYFILE_FICLONE)
    chmodSync(path, to === nodeName(target) || to === 'studio' ? 0o755 : 0o644)
  }
}

/** What Node needs to know of the program: that its files are modules. */
export function packageFile(root: string): string {
  const { name, version, license } = readProject(root)
  return `${JSON.stringify({ name, version, license, private: true, type: 'module' }, null, 2)}\n`
}

const Project = z.object({ name: z.string(), version: z.string(), license: z.string() })

function readProject(root: string): z.infer<typeof Project> {
  return Project.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')))
}

function requireBudget(kind: keyof typeof BUNDLE_BUDGET, bytes: number): void {
  const allowed = BUNDLE_BUDGET[kind]
  if (bytes <= allowed) return
  const megabytes = (count: number) => `${Math.round(count / 1e6)} MB`
  throw new Error(
    `The bundle has ${megabytes(bytes)} ${kind}; ${megabytes(allowed)} is its budget. Look at what \`dependencies\` brings, or raise the budget with a reason.`,
  )
}
