import { createHash } from 'node:crypto'
import { createReadStream, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { create } from 'tar'
import { requireBudget } from './budget.ts'
import { byDestination, sizeOf, stage } from './files.ts'
import { programFiles, type Shipment } from './program-files.ts'
import { readProject } from './project-file.ts'
import type { Target } from './target.ts'

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
export function bundleFiles(root: string, target: Target): Shipment {
  const own = join(import.meta.dirname, 'bundle-files')
  const program = programFiles(root, target)
  const files = [
    ...program.files,
    { from: join(own, 'README.txt'), to: 'README.txt' },
    { from: join(own, 'models', 'README.txt'), to: 'models/README.txt' },
    { from: join(root, 'LICENSE'), to: 'LICENSE' },
  ]
  return { files: files.sort(byDestination), written: program.written }
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
  const { files, written } = bundleFiles(root, target)
  const unpacked = sizeOf(files)
  requireBudget('The unpacked bundle', unpacked, BUNDLE_BUDGET.unpacked)

  rmSync(staged, { recursive: true, force: true })
  stage(files, written, staged, target)
  const archive = join(folder, `${name}.tar.gz`)
  const entries = [...files.map(({ to }) => to), ...Object.keys(written)].sort()
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
  requireBudget('The packed bundle', packed, BUNDLE_BUDGET.packed)
  const checksums = join(folder, 'SHA256SUMS')
  writeFileSync(checksums, `${sum.digest('hex')}  ${basename(archive)}\n`)
  return { archive, checksums, files: entries.length, packed, unpacked }
}
