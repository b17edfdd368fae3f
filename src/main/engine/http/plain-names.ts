// Names that some system gives a meaning beyond a file's name: separators, drive letters, streams, devices.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSAFE_NAME = /[\u0000-\u001f\u007f\\/:*?"<>|]|^\.{1,2}$|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i

/** The decoded parts of a URL's path; null where one of them is more than the name of a file or folder. */
export function pathOfPlainNames(path: string): string[] | null {
  const names: string[] = []
  for (const part of path.split('/')) {
    const name = decode(part)
    if (name === null || name === '' || Buffer.byteLength(name) > 200 || UNSAFE_NAME.test(name)) return null
    names.push(name)
  }
  return names
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part)
  } catch {
    return null
  }
}
