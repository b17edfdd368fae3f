import { spawn } from 'node:child_process'
import { networkInterfaces } from 'node:os'
import { resolve } from 'node:path'
import { entryUrl, startEngine } from '#main/engine/start.ts'
import type { GlobalOptions } from '../session.ts'
import { Output, type Terminal } from '../terminal.ts'

export interface ServeOptions {
  port: number
  host: string
  open?: boolean
}

/** `serve`: browser mode, until Ctrl-C. */
export async function serve(
  terminal: Terminal,
  globals: GlobalOptions,
  options: ServeOptions,
): Promise<void> {
  const output = new Output(terminal, globals.json)
  const { host, port } = options
  const running = await startEngine({
    workspace: resolve(terminal.folder, globals.workspace),
    mode: 'browser',
    port: { host, port },
    program: terminal.program,
  })
  try {
    if (running.address.kind !== 'port') throw new Error('browser mode listens on a port')
    const url = entryUrl(running.address, reachableHost(host))
    if (!isLoopback(host)) {
      output.message(
        'Warning: other machines can reach the studio now. Who knows the address below can read every file that this account can read; it is not encrypted on its way.',
      )
    }
    output.result({ url }, () => url)
    if (options.open) openBrowser(entryUrl(running.address), output)
    await aborted(terminal.interrupted)
  } finally {
    await running.close()
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

/** "Every address" cannot be typed into a browser; the first one that others can reach can. */
function reachableHost(host: string): string {
  if (host !== '0.0.0.0' && host !== '::') return host
  const family = host === '::' ? 'IPv6' : 'IPv4'
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const outside = addresses.find((entry) => entry.family === family && !entry.internal)
  return outside?.address ?? (host === '::' ? '::1' : '127.0.0.1')
}

function openBrowser(url: string, output: Output): void {
  const [command, args] =
    process.platform === 'darwin'
      ? (['open', [url]] as const)
      : process.platform === 'win32'
        ? (['explorer', [url]] as const)
        : (['xdg-open', [url]] as const)
  const browser = spawn(command, args, { stdio: 'ignore', detached: true })
  browser.on('error', () => output.message('No browser could be opened here; open the address yourself.'))
  browser.unref()
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) done()
    else signal.addEventListener('abort', () => done(), { once: true })
  })
}
