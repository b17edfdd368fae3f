import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { MutationCache, QueryClient } from '@tanstack/react-query'
import type { StudioContract } from '#shared/contract/contract.ts'
import { notifyFailure } from '../components/notify.ts'

export type StudioClient = ContractRouterClient<StudioContract>

/**
 * The engine, wherever this page was served from. `fetch` is looked up with every request: a component test
 * answers in the engine's place.
 */
export const client: StudioClient = createORPCClient(
  new RPCLink({
    url: `${location.origin}/rpc`,
    fetch: async (request, init) => {
      const response = await globalThis.fetch(request, init)
      // No procedure answers it: the way in does, to a browser that has no session.
      signedOut = response.status === 401
      return response
    },
  }),
)

let signedOut = false

/** Whether the engine's newest answer was that this browser is not signed in. */
export function wasSignedOut(): boolean {
  return signedOut
}

/** Query and mutation options for every procedure: `useQuery(api.catalogue.datasets.queryOptions())`. */
export const api = createTanstackQueryUtils(client)

declare module '@tanstack/react-query' {
  interface Register {
    /** `shownInPlace`: the page shows the mutation's failure where it was asked for. */
    mutationMeta: { shownInPlace?: true }
  }
}

export const queryClient = new QueryClient({
  mutationCache: new MutationCache({
    // What no page shows is said all the same: nothing that a person asked for fails in silence.
    onError: (error, _variables, _result, mutation) => {
      if (mutation.meta?.shownInPlace !== true) notifyFailure(error)
    },
  }),
  defaultOptions: {
    queries: {
      // The event stream says when something changed; focus and mounting are no news.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      // The engine is on this machine: what failed once fails again, until the stream reconnects.
      retry: false,
      // A loopback request needs no network.
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
})

/** URL of a picture; with a width, of a thumbnail that is at most so many pixels wide. */
export function mediaUrl(hash: string, width?: 64 | 128 | 256 | 512 | 1024): string {
  return width === undefined ? `/media/${hash}` : `/media/${hash}?width=${width}`
}
