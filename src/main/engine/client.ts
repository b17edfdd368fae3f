import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { createRouterClient } from '@orpc/server'
import { workspacePaths } from '#main/store/workspace.ts'
import { OWNER_HERE } from '#shared/contract/access.ts'
import type { StudioContract } from '#shared/contract/contract.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type EngineRecord, findEngine } from './lock.ts'
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
  if (running !== null) return connectTo(running)
  try {
    return connectWithin(await startEngine({ workspace, mode: 'command', program: options.program }), options)
  } catch (error) {
    // Another engine may have started in between.
    const other = error instanceof ExpectedError && error.code === 'CONFLICT'
    const found = other ? await findEngine(workspacePaths(workspace).root, askInstance) : null
    if (found === null) throw error
    return connectTo(found)
  }
}

export interface Patience {
  /** Until the engine has answered for the first time. */
  firstAnswerMilliseconds?: number
  /** Between two signs of life of an engine that has answered; it sends one every ten seconds. */
  silenceMilliseconds?: number
}

/**
 * A client over the wire; the stream it keeps open tells the engine that a client is connected, and the client that
 * the engine lives. Calls may take as long as they need while it does.
 *
 * @throws ExpectedError UNREACHABLE where it does not answer, or is gone; then calls do so, too
 */
export async function connectTo(
  { address, pid }: Pick<EngineRecord, 'address' | 'pid'>,
  { firstAnswerMilliseconds = 8000, silenceMilliseconds = 30_000 }: Patience = {},
): Promise<Connection> {
  const given = new AbortController()
  const watch = new SilenceWatch(() => given.abort(silent(pid)))
  const link = new RPCLink({ url: 'http://localhost/rpc', fetch: fetchFrom(address, given.signal) })
  const client: StudioClient = createORPCClient(link)
  watch.expect(firstAnswerMilliseconds)
  try {
    const presence = await client.system.events()
    const ended = drain(presence, () => watch.expect(silenceMilliseconds)).finally(() => watch.stop())
    return {
      client,
      async close() {
        watch.stop()
        await presence.return?.()
        await ended
      },
    }
  } catch (error) {
    watch.stop()
    throw error
  }
}

function silent(pid: number): ExpectedError {
  return new ExpectedError(
    'UNREACHABLE',
    `The studio that has this workspace (process ${pid}) does not answer.`,
    { retry: 'Wait until it is less busy; if it stays so, end that process and try again.' },
  )
}

/** Calls once it has waited too long for a sign of life. */
class SilenceWatch {
  readonly #onSilence: () => void
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(onSilence: () => void) {
    this.#onSilence = onSilence
  }

  /** Begins to wait anew. */
  expect(milliseconds: number): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(this.#onSilence, milliseconds)
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }
}

function connectWithin(running: RunningEngine, options: ConnectOptions): Connection {
  return {
    client: createRouterClient(running.engine.router, { context: { caller: OWNER_HERE } }),
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

async function drain(events: AsyncIterable<unknown>, onSign: () => void): Promise<void> {
  try {
    for await (const _ of events) onSign()
  } catch {
    // The engine went away; the next call says so.
  }
}
