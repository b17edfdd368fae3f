// The one script that runs on whatever Node the machine has (18 or newer). It installs what is missing,
// then hands over to the pinned Node 24 for everything else.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
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
function npm(args) {
  const cli = process.env.npm_execpath
  const known = cli !== undefined && /npm-cli\.c?js$/.test(cli)
  const quiet = { stdio: ['ignore', process.stderr, process.stderr] }
  return known
    ? run(process.execPath, [cli, ...args], quiet)
    : run('npm', args, { ...quiet, shell: process.platform === 'win32' })
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
  say('Installing packages (once; a few minutes on a slow line) …')
  rmSync(installStamp, { force: true })
  const installed = npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'])
  if (installed !== 0) fail('npm ci failed; its messages are above.', installed)
  if (!existsSync(pinnedNode)) {
    const nodePackage = inRoot('node_modules', 'node')
    const path = `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`
    const fetched = run(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: nodePackage,
      stdio: ['ignore', process.stderr, process.stderr],
      env: { ...process.env, PATH: path, npm_config_loglevel: 'error', npm_config_ignore_scripts: 'false' },
    })
    if (fetched !== 0 || !existsSync(pinnedNode)) {
      fail('The Node 24 binary could not be fetched from the npm registry.', 1)
    }
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
  const built = onPinnedNode([inRoot('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  })
  if (built.status !== 0) {
    say(`${built.stdout}\n${built.stderr}`)
    fail('The build failed; its messages are above.', 1)
  }
  mkdirSync(inRoot('out'), { recursive: true })
  writeFileSync(buildStamp, wanted)
}

function onPinnedNode(args, options = {}) {
  const path = `${inRoot('node_modules', '.bin')}${delimiter}${process.env.PATH ?? ''}`
  return spawnSync(pinnedNode, args, {
    cwd: root,
    stdio: 'inherit',
    ...options,
    env: { ...process.env, PATH: path },
  })
}

function fail(sentence, code) {
  say(sentence)
  process.exit(code)
}

/** Runs the command to its end with this process standing aside: Ctrl-C reaches the child alone. */
function handOver(args, options = {}) {
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => {})
  const result = onPinnedNode(args, options)
  if (result.error) throw result.error
  process.exit(result.status ?? (result.signal === 'SIGINT' ? 130 : 1))
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
    fail(`bootstrap: start, test, studio, build or run FILE, not "${command ?? ''}"`, 2)
}
