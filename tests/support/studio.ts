import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { z } from 'zod'
import { EngineRecord } from '#main/engine/lock.ts'
import { fetchFrom } from '#main/engine/node-fetch.ts'
import type { StudioContract } from '#shared/contract/contract.ts'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
export const cli = join(root, 'out', 'main', 'cli.js')

/** Real data that lies beside the checkout on some machines; null elsewhere. */
export const moviesFolder: string | null =
  [join(root, '..', 'shared', 'data', 'movies')].find((path) => existsSync(path)) ?? null

export interface CommandResult {
  code: number | null
  /** Standard output, parsed line by line. */
  lines: unknown[]
  stderr: string
}

/** Runs `studio … --json` from the build, to its end. */
export async function studio(workspace: string, ...args: string[]): Promise<CommandResult> {
  const child = spawn(process.execPath, [cli, ...args, '--workspace', workspace, '--json'], { cwd: root })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text) => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const code = await exitOf(child)
  const lines = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line))
  return { code, lines, stderr }
}

/** The last line that a successful command printed, as the schema says. */
export async function studioResult<T>(
  schema: z.ZodType<T>,
  workspace: string,
  ...args: string[]
): Promise<T> {
  const result = await studio(workspace, ...args)
  if (result.code !== 0) throw new Error(`studio ${args.join(' ')}: exit ${result.code}\n${result.stderr}`)
  return schema.parse(result.lines.at(-1))
}

export interface ServedStudio {
  /** Lets one browser in, once; `client.access.invite()` gives another. */
  url: string
  client: ContractRouterClient<StudioContract>
  process: ChildProcess
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>
  /** Ends it as a crash would. */
  kill(): Promise<void>
}

/** As commands reach it: over the socket that the workspace's lock names. */
function clientOf(workspace: string): ContractRouterClient<StudioContract> {
  const { address } = EngineRecord.parse(JSON.parse(readFileSync(join(workspace, 'engine.json'), 'utf8')))
  return createORPCClient(new RPCLink({ url: 'http://localhost/rpc', fetch: fetchFrom(address) }))
}

/** Starts `studio serve` on a free port and waits until it listens. */
export function serveStudio(workspace: string, ...args: string[]): Promise<ServedStudio> {
  return serveCommand({ command: process.execPath, before: [cli], folder: root }, workspace, ...args)
}

/** The `studio` command where it is not that of the build. */
export interface StudioCommand {
  command: string
  /** Arguments before those of `studio`. */
  before: readonly string[]
  folder: string
  environment?: NodeJS.ProcessEnv
}

/** As `serveStudio`, by another command. */
export async function serveCommand(
  { command, before, folder, environment }: StudioCommand,
  workspace: string,
  ...args: string[]
): Promise<ServedStudio> {
  const child = spawn(
    command,
    [...before, 'serve', '--port', '0', '--workspace', workspace, '--json', ...args],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: environment ?? process.env },
  )
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text
  })
  const exited = exitOf(child)
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) =>
      resolve(z.object({ url: z.url() }).parse(JSON.parse(line)).url),
    )
    void exited.then((code) => reject(new Error(`studio serve ended with ${code}\n${stderr}`)))
  })
  return {
    url,
    client: clientOf(workspace),
    process: child,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

function exitOf(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.once('close', resolve))
}

/** A new empty folder, removed when the test that took it is over. */
export function temporaryFolder(onCleanup: (clean: () => void) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'studio-'))
  onCleanup(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  return folder
}
