// `npm run bundle`: the archive for a machine without network, in `dist/`.
import { mkdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { makeBundle } from './make-bundle.ts'
import { thisTarget } from './target.ts'

const root = dirname(dirname(import.meta.dirname))
const folder = join(root, 'dist')
mkdirSync(folder, { recursive: true })
const { archive, checksums, files, packed, unpacked } = await makeBundle(root, folder, thisTarget)
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
console.log(
  `${relative(process.cwd(), archive)}: ${megabytes(packed)}, ${files} files, ${megabytes(unpacked)} unpacked.`,
)
console.log(`${relative(process.cwd(), checksums)} has its checksum.`)
