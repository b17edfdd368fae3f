import type { Target } from './target.ts'

/** Nothing loads these: types, sources of what is compiled, maps, documentation and settings of tools. */
const NEVER_LOADED =
  /\.(d\.)?[cm]?ts$|\.tsx$|\.map$|\.md$|\.markdown$|\.flow$|\.(c|cc|cpp|cxx|h|hpp|gyp|gypi|o|a|lib|pdb)$|\.tsbuildinfo$|\.tgz$|\.(html|ico|bnf|ya?ml|sh)$|(^|\/)\.[^/]+$/i

/** What is for a package's own developers: folders at its top, and tests wherever they are. */
const FOR_DEVELOPERS =
  /^(tests?|fixtures|specs?|benchmarks?|examples?|docs?|demo|website|\.github|\.vscode|\.husky|coverage)\/|(^|\/)__tests__\/|\.(test|spec)\.[cm]?js$/

/** Licences ship whatever their form: that is what they ask for. */
const LICENCE = /(^|\/)(licen[cs]e|copying|notice|third[-_]?party)[^/]*$/i

/** What of single packages is for other machines, or is compiled into something that ships. */
const OF_PACKAGES: Record<string, (path: string, target: Target) => boolean> = {
  'better-sqlite3': (path, { platform, arch }) => {
    if (/^(deps|src)\//.test(path)) return false
    return (
      !path.startsWith('prebuilds/') ||
      [`${platform}-${arch}.node`, `${platform}musl-${arch}.node`].includes(path.slice('prebuilds/'.length))
    )
  },
  'onnxruntime-node': (path, { platform, arch }) =>
    !path.startsWith('bin/') || path.startsWith(`bin/napi-v6/${platform}/${arch}/`),
  webgpu: (path, { platform, arch }) =>
    !/^dist\/[a-z0-9]+-[a-z0-9]+\//.test(path) ||
    path.startsWith(`dist/${platform}-${platform === 'darwin' ? 'universal' : arch}/`),
  '@huggingface/transformers': (path) => !/^(src|types)\//.test(path),
}

/**
 * Whether a file of an installed package goes into what is shipped.
 *
 * @param name of the package
 * @param path inside the package, with forward slashes
 */
export function ships(name: string, path: string, target: Target): boolean {
  const ofPackage = OF_PACKAGES[name]
  if (ofPackage !== undefined && !ofPackage(path, target)) return false
  if (LICENCE.test(path)) return true
  return !NEVER_LOADED.test(path) && !FOR_DEVELOPERS.test(path)
}
