import { readdir, realpath } from 'node:fs/promises'
import { dirname, extname, join, resolve, sep } from 'node:path'
import { ExpectedError } from '#shared/expected-error.ts'
import type { ItemDraft } from '../readers/items.ts'

export type FoundPicture = { path: string } | { reason: string } | null

/** Finds the picture of an item; null where none is stated. */
export type PictureFinder = (item: ItemDraft) => Promise<FoundPicture>

const EXTENSIONS = new Set(['.jpg', '.jpeg', '.png', '.webp'])

/**
 * Pictures by the path in the image column, seen from the folder of pictures and from that of the items file, and
 * never outside of these; otherwise by the item's id as the name of a file in the folder of pictures.
 *
 * @throws ExpectedError NOT_FOUND where the folder of pictures does not exist
 */
export async function createPictureFinder(
  itemsFile: string | undefined,
  images: string | undefined,
): Promise<PictureFinder> {
  const roots: string[] = []
  const byId = new Map<string, string>()
  if (images !== undefined) {
    const root = await realFolder(images)
    roots.push(root)
    for (const name of (await readdir(root)).sort()) {
      const extension = extname(name)
      if (EXTENSIONS.has(extension.toLowerCase())) {
        byId.set(name.slice(0, -extension.length), join(root, name))
      }
    }
  }
  if (itemsFile !== undefined) roots.push(await realFolder(dirname(itemsFile)))

  return async (item) => {
    const stated = item.image === null ? null : await findByPath(roots, item.image)
    if (stated !== null && 'path' in stated) return stated
    const path = byId.get(item.externalId)
    return path === undefined ? stated : { path }
  }
}

async function findByPath(roots: readonly string[], stated: string): Promise<FoundPicture> {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(stated)) {
    return { reason: `the picture ${stated} lies on the network; only files are taken` }
  }
  let outside = false
  for (const root of roots) {
    const path = resolve(root, stated)
    // A link inside the folder may lead out of it as well.
    const real = isWithin(root, path) ? await realpath(path).catch(() => null) : undefined
    if (real === undefined || (real !== null && !isWithin(root, real))) outside = true
    else if (real !== null) return { path: real }
  }
  return {
    reason: outside
      ? `the picture ${stated} lies outside of the folder of pictures`
      : `the picture ${stated} does not exist`,
  }
}

function isWithin(root: string, path: string): boolean {
  return path.startsWith(root.endsWith(sep) ? root : root + sep)
}

async function realFolder(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => undefined)
  if (real !== undefined) return real
  throw new ExpectedError('NOT_FOUND', `There is no folder at ${folder}.`, { location: { file: folder } })
}
