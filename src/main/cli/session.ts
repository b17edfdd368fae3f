import { resolve } from 'node:path'
import type { Command } from 'commander'
import { connect, type StudioClient } from '#main/engine/client.ts'
import { isWorkspace } from '#main/store/workspace.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { Interrupted } from './failure.ts'
import { Output, type Terminal } from './terminal.ts'

/** The options that every command has. */
export interface GlobalOptions {
  workspace: string
  json: boolean
}

/** A command with the options that all have. */
export function withGlobals(command: Command): Command {
  return command
    .option('--workspace <dir>', 'folder of the workspace', '.')
    .option('--json', 'JSON alone on standard output', false)
}

/** What a command works with while it is connected to the engine. */
export interface Session {
  client: StudioClient
  output: Output
  workspace: string
  /** Aborts on Ctrl-C; a command that stops its work in order listens to it, and then ends by itself. */
  interrupted: AbortSignal
  /** An absolute path of what the person typed. */
  path(typed: string): string
}

export interface SessionOptions {
  /** The command may make the workspace; the others refuse a folder that is none. */
  create?: boolean
  /** The command stops its work in order on Ctrl-C, instead of being left where it is. */
  stopsInOrder?: boolean
}

/** Connects to the workspace's engine, or becomes it, for as long as `work` runs. */
export async function withSession<T>(
  terminal: Terminal,
  globals: GlobalOptions,
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const workspace = resolve(terminal.folder, globals.workspace)
  if (!options.create && !isWorkspace(workspace)) {
    throw new ExpectedError('NOT_FOUND', `${workspace} is not a workspace.`, {
      retry: 'Make one with `studio init`, or name one with --workspace.',
    })
  }
  const output = new Output(terminal, globals.json)
  const connection = await connect(workspace, {
    program: terminal.program,
    interrupted: terminal.interrupted,
    onWaiting: () =>
      output.message('Done. Waiting for another studio that uses this process; Ctrl-C ends it.'),
  })
  const session: Session = {
    client: connection.client,
    output,
    workspace,
    interrupted: terminal.interrupted,
    path: (typed) => resolve(terminal.folder, typed),
  }
  try {
    const running = work(session)
    if (options.stopsInOrder) return await running
    return await Promise.race([running, rejectOnAbort(terminal.interrupted)])
  } finally {
    await connection.close()
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>()
  if (signal.aborted) reject(new Interrupted())
  else signal.addEventListener('abort', () => reject(new Interrupted()), { once: true })
  return promise
}

/** @throws ExpectedError NOT_FOUND that lists the names there are */
export async function datasetNamed(client: StudioClient, name: string): Promise<Dataset> {
  return named(await client.catalogue.datasets(), 'data set', name)
}

/** @throws ExpectedError NOT_FOUND that lists the names there are */
export async function snapshotNamed(client: StudioClient, dataset: Dataset, name: string): Promise<Snapshot> {
  return named(await client.snapshots.list({ dataset: dataset.id }), 'snapshot', name)
}

/** @throws ExpectedError NOT_FOUND that lists the names there are */
export function named<T extends { name: string }>(candidates: readonly T[], kind: string, name: string): T {
  const found = candidates.find((candidate) => candidate.name === name)
  if (found !== undefined) return found
  const names = candidates.map((candidate) => `"${candidate.name}"`).join(', ')
  throw new ExpectedError('NOT_FOUND', `There is no ${kind} "${name}".`, {
    retry: names === '' ? `There is no ${kind} yet.` : `There are ${names}.`,
  })
}
