import { spawn } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { createSecureContext } from 'node:tls'
import { pathToFileURL } from 'node:url'
import { INVITATION_MILLISECONDS, invitation } from '#main/engine/access/access-service.ts'
import { innerOrigin, isLoopback, outerOrigin } from '#main/engine/access/web-address.ts'
import type { WebEndpoint } from '#main/engine/http/server.ts'
import { startEngine } from '#main/engine/start.ts'
import { workspacePaths } from '#main/store/workspace.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { UsageError } from '../failure.ts'
import type { GlobalOptions } from '../session.ts'
import { Output, type Terminal } from '../terminal.ts'
import { readText } from '../typed-files.ts'

export interface ServeOptions {
  port: number
  host: string
  open?: boolean
  tlsCert?: string
  tlsKey?: string
  publicUrl?: URL
}

/** `serve`: browser mode, until Ctrl-C. */
export async function serve(
  terminal: Terminal,
  globals: GlobalOptions,
  options: ServeOptions,
): Promise<void> {
  const output = new Output(terminal, globals.json)
  const { host, port, publicUrl } = options
  const workspace = resolve(terminal.folder, globals.workspace)
  const tls = readTls(terminal, options)
  const running = await startEngine({
    workspace,
    mode: 'browser',
    web: { host, port, tls, publicUrl },
    program: terminal.program,
  })
  const { enter } = workspacePaths(workspace)
  try {
    if (running.web === null) throw new Error('browser mode listens on a port')
    const { address, guests } = running.web
    if (!isLoopback(host) && tls === undefined) output.message(UNENCRYPTED)
    const url = invitation(outerOrigin(address), guests.issueCode(INVITATION_MILLISECONDS).code)
    output.result({ url }, () => url)
    output.message('The address lets one browser in, once. `studio serve --url` prints another one.')
    if (options.open) {
      writeEnterPage(enter, invitation(innerOrigin(address), guests.issueCode(INVITATION_MILLISECONDS).code))
      openBrowser(pathToFileURL(enter).href, output)
    }
    await aborted(terminal.interrupted)
  } finally {
    rmSync(enter, { force: true })
    await running.close()
  }
}

const UNENCRYPTED =
  'Warning: other machines can reach the studio now, and nothing is encrypted on its way. Name a certificate with --tls-cert and --tls-key, put a proxy with TLS before it and name its address with --public-url, or listen on this machine alone and reach it by `ssh -L`.'

/** @throws ExpectedError BAD_INPUT for files that are no certificate and key of each other */
function readTls(terminal: Terminal, { tlsCert, tlsKey }: ServeOptions): WebEndpoint['tls'] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError('--tls-cert and --tls-key go together.')
  }
  const read = (typed: string) => readText(resolve(terminal.folder, typed))
  const tls = { cert: read(tlsCert), key: read(tlsKey) }
  try {
    createSecureContext(tls)
  } catch (error) {
    throw new ExpectedError('BAD_INPUT', `${tlsCert} and ${tlsKey} are no certificate and its key.`, {
      retry: 'Both are PEM files; the certificate stands first in its own, the chain after it.',
      cause: error,
    })
  }
  return tls
}

/**
 * A page for this account's eyes alone that leads into the studio: an address on a command line would be read by every account of the
 * machine, before the browser has used it up.
 */
function writeEnterPage(file: string, url: string): void {
  const page = `<!doctype html><meta charset="utf-8"><title>NegGen Studio</title><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0; url=${url}"><p><a href="${url}">Open the studio</a></p>
`
  rmSync(file, { force: true })
  writeFileSync(file, page, { mode: 0o600, flag: 'wx' })
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
