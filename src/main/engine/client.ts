import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { workspacePaths } from '#main/store/workspace.ts'
import type { StudioContract } from '#shared/contract/contract.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type EngineAddress, findEngine } from './lock.ts'
import { askInstance, fetchFrom } from './node-fetch.ts'
import { type ProgramFiles, type RunningEngine, startEngine } from './start.ts'

export type StudioClient = ContractRouterClient<StudioContract>

export interface Connection {
  client: StudioClient
  /** Leaves the engine; one that was started for this connection ends once no other client uses it. */
  close(): Promise<void>
}

export interface ConnectOptions {
  program: ProgramFiles
  /** Called when closing has to wait for others that use this process's engine. */
  onWaiting?: () => void
  /** Aborts when the person no longer wants to wait for them. */
  interrupted?: AbortSignal
}

/**
 * A client of the workspace's engine: of the one that runs, or of one that is started in this process.
 *
 * @throws ExpectedError as `startEngine` does
 */
export async function connect(workspace: string, options: ConnectOptions): Promise<Connection> {
  const running = await findEngine(workspacePaths(workspace).root, askInstance)
  if (running !== null) return connectTo(running.address)
  try {
    return connectWithin(await startEngine({ workspace, mode: 'command', program: options.program }), options)
  } catch (error) {
    // Another engine may have started in between.
    const other = error instanceof ExpectedError && error.code === 'CONFLICT'
    const found = other ? await findEngine(workspacePaths(workspace).root, askInstance) : null
    if (found === null) throw error
    return connectTo(found.address)
  }
}

/** A client over the wire; the stream it keeps open tells the engine that a client is connected. */
export async function connectTo(address: EngineAddress): Promise<Connection> {
  const link = new RPCLink({ url: 'http://localhost/rpc', fetch: fetchFrom(address) })
  const client: StudioClient = createORPCClient(link)
  const presence = await client.system.events()
  const ended = drain(presence)
  return {
    client,
    async close() {
      await presence.return?.()
      await ended
    },
  }
}

function connectWithin(running: RunningEngine, options: ConnectOptions): Connection {
  return {
    client: createRouterClient(running.engine.router),
    async close() {
      const waiting = setTimeout(() => options.onWaiting?.(), 200)
      await Promise.race([running.idle(), aborted(options.interrupted)])
      clearTimeout(waiting)
      await running.close()
    },
  }
}

function aborted(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve()
    else signal?.addEventListener('abort', () => resolve(), { once: true })
  })
}

async function drain(events: AsyncIterable<unknown>): Promise<void> {
  try {
    for await (const _ of events);
  } catch {
    // The engine went away; the next call says so.
  }
}
