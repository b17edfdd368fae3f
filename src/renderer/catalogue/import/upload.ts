import { ExpectedError } from '#shared/expected-error.ts'

/** Uploads at a time: disks and proxies gain nothing from more. */
const PARALLEL = 4

export interface UploadedFile {
  /** Relative to what was dropped, with `/` between folders: `images/1.jpg`. */
  name: string
  /** Where it lies on the engine's machine. */
  path: string
}

/** A dropped file's place within what was dropped; pickers and drops state it in different fields. */
export function relativeName(file: File & { path?: string; relativePath?: string }): string {
  const name = file.webkitRelativePath || file.relativePath || file.path || file.name
  return name.replace(/^\.?\//, '')
}

/** Sends files to the engine; one session keeps those that belong together in one folder. */
export async function uploadFiles(
  session: string,
  files: readonly File[],
  onProgress: (done: number) => void,
): Promise<UploadedFile[]> {
  const uploaded: UploadedFile[] = []
  const waiting = [...files]
  const worker = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) {
      uploaded.push(await upload(session, file))
      onProgress(uploaded.length)
    }
  }
  await Promise.all(Array.from({ length: PARALLEL }, worker))
  return uploaded
}

async function upload(session: string, file: File): Promise<UploadedFile> {
  const name = relativeName(file)
  const address = [session, ...name.split('/')].map(encodeURIComponent).join('/')
  const response = await fetch(`/upload/${address}`, {
    method: 'PUT',
    // What arrives is compared with it: a body can be lost on the way and leave an empty file.
    headers: { 'X-Upload-Length': String(file.size) },
    body: file,
  })
  if (!response.ok) {
    throw new ExpectedError('BAD_INPUT', (await response.text()).trim() || `${name} was not taken.`, {
      location: { file: name },
    })
  }
  const answer: unknown = await response.json()
  if (
    typeof answer !== 'object' ||
    answer === null ||
    !('path' in answer) ||
    typeof answer.path !== 'string'
  ) {
    throw new Error(`The upload of ${name} was answered with something else than its path`)
  }
  return { name, path: answer.path }
}

/** The folder of the pictures among uploaded files; null without pictures. */
export function pictureFolder(files: readonly UploadedFile[]): string | null {
  const picture = files.find(({ name }) => isPicture(name))
  if (picture === undefined) return null
  const top = picture.name.includes('/') ? picture.name.slice(0, picture.name.indexOf('/') + 1) : ''
  return picture.path.slice(0, picture.path.length - picture.name.length) + top
}

export function isPicture(name: string): boolean {
  return /\.(jpe?g|png|webp|gif|avif|tiff?|bmp)$/i.test(name)
}
