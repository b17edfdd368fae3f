// The one script that runs on whatever Node the machine has (18 or newer). It installs what is missing,
// then hands over to the pinned Node 24 for everything else.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const inRoot = (...parts) => join(root, ...parts)
const installStamp = inRoot('node_modules', '.studio-install')
const buildStamp = inRoot('out', '.studio-build')
const pinnedNode = inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')

function say(text) {
  // Standard output belongs to the command that runs afterwards.
  process.stderr.write(`${text}\n`)
}

function run(command, args, options = {}) {
  const result = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options })
  if (result.error) throw result.error
  return result.status ?? 1
}

/** npm itself, as a script on the Node that runs this one; found even where `npm` is not on the path. */
function npm(node, args) {
  const cli = process.env.npm_execpath
  const known = cli !== undefined && /npm-cli\.c?js$/.test(cli)
  const quiet = { stdio: ['ignore', process.stderr, process.stderr] }
  return known
    ? run(node, [cli, ...args], quiet)
    : run('npm', args, { ...quiet, shell: process.platform === 'win32' })
}

/**
 * A Node that an install does not delete: npm puts `node_modules/.bin` first on the path, so from the second run
 * on, this script runs on the pinned Node, which `npm ci` removes under it.
 */
function systemNode() {
  const packages = inRoot('node_modules')
  if (!process.execPath.startsWith(packages)) return process.execPath
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  const folders = (process.env.PATH ?? '').split(delimiter)
  const found = folders
    .filter((folder) => folder !== '' && !resolve(folder).startsWith(packages))
    .map((folder) => join(folder, name))
    .find((path) => existsSync(path))
  return (
    found ??
    fail(
      'The packages must be reinstalled, and no Node besides theirs is on the path. Install Node 18 or newer, or add it to the path.',
      1,
    )
  )
}

function hashOf(parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\0')
  return hash.digest('hex')
}

function stampIs(path, value) {
  return existsSync(path) && readFileSync(path, 'utf8') === value
}

/**
 * Installs the locked packages without any of their scripts, whatever npm's version makes of `allowScripts`:
 * Electron, libtensorflow and CUDA would be fetched from hosts that a lab may not reach. Only `node`
 * needs its script, which fetches the platform's binary from the npm registry.
 */
function ensureInstalled() {
  const wanted = hashOf([readFileSync(inRoot('package-lock.json')), process.platform, process.arch])
  if (stampIs(installStamp, wanted) && existsSync(pinnedNode)) return
  const node = systemNode()
  say('Installing packages (once; a few minutes on a slow line) …')
  rmSync(installStamp, { force: true })
  const installed = npm(node, ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (installed !== 0) fail('npm ci failed; its messages are above.', installed)
  if (!existsSync(pinnedNode)) {
    const nodePackage = inRoot('node_modules', 'node')
    const path = `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`
    const fetched = run(node, ['installArchSpecificPackage.js'], {
      cwd: nodePackage,
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, PATH: path, npm_config_loglevel: 'error', npm_config_ignore_scripts: 'false' },
    })
    if (fetched !== 0 || !existsSync(pinnedNode)) {
      fail('The Node 24 binary could not be fetched from the npm registry.', 1)
    }
    // `npm ci` found no binary to link into `.bin`, from where every npm script takes its `node`.
    npm(node, ['rebuild', 'node', '--ignore-scripts', '--loglevel=error'])
  }
  writeFileSync(installStamp, wanted)
}

function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesBelow(path)
    else yield path
  }
}

/** Builds where a source is newer than what was built from it. */
function ensureBuilt() {
  const files = ['src', 'resources', 'build'].flatMap((folder) => [...filesBelow(inRoot(folder))])
  files.push(inRoot('package-lock.json'), inRoot('electron.vite.config.ts'))
  const state = files.sort().map((file) => {
    const { mtimeMs, size } = statSync(file)
    return `${file} ${mtimeMs} ${size}`
  })
  const wanted = hashOf(state)
  if (stampIs(buildStamp, wanted)) return
  say('Building …')
  const builder = inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const built = spawnSync(pinnedNode, [builder, 'build'], { cwd: root, encoding: 'utf8' })
  if (built.status !== 0) {
    say(`${built.stdout}\n${built.stderr}`)
    fail('The build failed; its messages are above.', 1)
  }
  mkdirSync(inRoot('out'), { recursive: true })
  writeFileSync(buildStamp, wanted)
}

function fail(sentence, code) {
  say(sentence)
  process.exit(code)
}

/** Runs the command to its end and ends as it ended. A terminal's Ctrl-C reaches the child by itself. */
function handOver(args, options = {}) {
  const path = `${inRoot('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`
  const env = { ...process.env, PATH: path }
  const child = spawn(pinnedNode, args, { cwd: root, stdio: 'inherit', ...options, env })
  process.on('SIGINT', () => {})
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  child.on('error', (error) => fail(error.message, 1))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}

const [command, ...rest] = process.argv.slice(2)
const callerFolder = process.env.INIT_CWD ?? process.cwd()
switch (command) {
  case 'start':
    ensureInstalled()
    ensureBuilt()
    handOver([inRoot('scripts', 'start.ts'), ...rest])
    break
  case 'test':
    ensureInstalled()
    ensureBuilt()
    handOver([inRoot('scripts', 'test.ts'), ...rest])
    break
  case 'studio':
    ensureInstalled()
    ensureBuilt()
    // Relative paths mean the folder in which the person typed the command.
    handOver([inRoot('out', 'main', 'cli.js'), ...rest], { cwd: callerFolder })
    break
  case 'bench':
    ensureInstalled()
    ensureBuilt()
    handOver([inRoot('tests', 'bench', 'main.ts'), ...rest], { cwd: callerFolder })
    break
  case 'science':
    ensureInstalled()
    handOver([inRoot('tests', 'science', 'main.ts'), ...rest], { cwd: callerFolder })
    break
  case 'bundle':
  case 'package':
    ensureInstalled()
    ensureBuilt()
    handOver([inRoot('scripts', 'package', `${command}.ts`), ...rest])
    break
  case 'build':
    ensureInstalled()
    ensureBuilt()
    break
  case 'run':
    // `run FILE …`: a development script on the pinned Node.
    ensureInstalled()
    handOver(rest)
    break
  default:
    fail(
      `bootstrap: start, test, studio, bench, science, build, bundle, package or run FILE, not "${command ?? ''}"`,
      2,
    )
}
