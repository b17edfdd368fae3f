import type { ContractRouterClient } from '@orpc/contract'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/fetch'
import { contract, type StudioContract } from '#shared/contract/contract.ts'
import type { StudioEvent } from '#shared/contract/system.ts'

type Client = ContractRouterClient<StudioContract>

/** What a test says of the engine: an answer per procedure that the page under test calls. */
export type FakeAnswers = {
  [Section in keyof Client]?: {
    [Name in keyof Client[Section]]?: Client[Section][Name] extends (
      input: infer Input,
      ...rest: never[]
    ) => Promise<infer Output>
      ? (
          input: Input,
        ) =>
          | Output
          | Promise<Output>
          | (Output extends AsyncIterable<infer Event> ? AsyncGenerator<Event> : never)
      : never
  }
}

interface Implementable {
  handler(answer: (call: { input: unknown; signal: AbortSignal }) => unknown): unknown
}

/** Who sits at the window unless the test says otherwise. */
const OWNER = { role: 'owner', name: null, session: null, remote: false } as const

/** An event stream on which nothing happens, open for as long as the window listens. */
async function* silentEvents(signal: AbortSignal): AsyncGenerator<StudioEvent> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/**
 * Answers the page's requests in the page itself. Inputs and outputs pass the contract's schemas, so
 * that a test cannot give the page what no engine would. The event stream is open and silent, and the owner sits at the window. Returns what
 * gives the network back.
 */
export function fakeEngine(answers: FakeAnswers): () => void {
  const implementer = implement(contract) as unknown as Record<string, Record<string, Implementable>>
  const router = Object.fromEntries(
    Object.entries(answers).map(([section, procedures]) => [
      section,
      Object.fromEntries(
        Object.entries(procedures ?? {}).map(([name, answer]) => {
          const call = answer as (input: unknown) => unknown
          return [name, implementer[section]?.[name]?.handler(({ input }) => call(input))]
        }),
      ),
    ]),
  )
  const events = implementer.system?.events?.handler(({ signal }) => silentEvents(signal))
  const me = implementer.access?.me?.handler(() => OWNER)
  const served = { ...router, system: { events, ...router.system }, access: { me, ...router.access } }
  const handler = new RPCHandler(served as ConstructorParameters<typeof RPCHandler>[0])
  const network = globalThis.fetch
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, init)
    if (!new URL(request.url).pathname.startsWith('/rpc/')) return network(input, init)
    const { response } = await handler.handle(request, { prefix: '/rpc', context: {} })
    return response ?? new Response('no such procedure in this test', { status: 404 })
  }
  return () => {
    globalThis.fetch = network
  }
}
