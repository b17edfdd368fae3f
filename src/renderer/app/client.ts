import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/fetch'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import { QueryClient } from '@tanstack/react-query'
import type { StudioContract } from '#shared/contract/contract.ts'

export type StudioClient = ContractRouterClient<StudioContract>

/** The engine, wherever this page was served from. */
export const client: StudioClient = createORPCClient(new RPCLink({ url: `${location.origin}/rpc` }))

/** Query and mutation options for every procedure: `useQuery(api.catalogue.datasets.queryOptions())`. */
export const api = createTanstackQueryUtils(client)

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The event stream says when something changed; focus and mounting are no news.
      staleTime: Number.POSITIVE_INFINITY,
      refetchOnWindowFocus: false,
      // The engine is on this machine: what failed once fails again, until the stream reconnects.
      retry: false,
    },
    mutations: { retry: false },
  },
})

/** URL of a picture; with a width, of a thumbnail that is at most so many pixels wide. */
export function mediaUrl(hash: string, width?: 64 | 128 | 256 | 512 | 1024): string {
  return width === undefined ? `/media/${hash}` : `/media/${hash}?width=${width}`
}
