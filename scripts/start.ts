// `npm start`: opens the studio in its own window where Electron can run, in browser mode otherwise.
import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { defaultWorkspace } from '../src/main/desktop/default-workspace.ts'
import { electronAvailability, thisMachine } from './electron-availability.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const { values } = parseArgs({
  options: { workspace: { type: 'string' }, port: { type: 'string' }, host: { type: 'string' } },
})
const caller = process.env.INIT_CWD ?? process.cwd()
const workspace = values.workspace === undefined ? defaultWorkspace() : resolve(caller, values.workspace)
mkdirSync(workspace, { recursive: true })

const availability = await electronAvailability(thisMachine(root))
const child =
  availability.kind === 'window'
    ? spawn(availability.binary, [root, '--workspace', workspace], {
        stdio: 'inherit',
        env: { ...process.env, NEGGEN_NODE: process.execPath },
      })
    : openInBrowser(availability.because)

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === null ? 1 : 0)
})

function openInBrowser(because: string) {
  console.log(`Browser mode, because ${because}.`)
  const args = [join(root, 'out', 'main', 'cli.js'), 'serve', '--open', '--workspace', workspace]
  if (values.port !== undefined) args.push('--port', values.port)
  if (values.host !== undefined) args.push('--host', values.host)
  return spawn(process.execPath, args, { stdio: 'inherit' })
}
