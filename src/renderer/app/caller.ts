import type { ContractRouterClient } from '@orpc/contract'
import { useQuery } from '@tanstack/react-query'
import type { StudioContract } from '#shared/contract/contract.ts'
import { api } from './client.ts'

/** Who sits at this window, to the engine. */
export type Me = Awaited<ReturnType<ContractRouterClient<StudioContract>['access']['me']>>

const OWNER: Me = { role: 'owner', name: null, session: null, remote: false }

/**
 * Who sits at this window. The engine refuses what is not theirs; the window asks so as not to show it. Before the engine has said, and
 * where it does not answer, the window looks as its owner has it.
 */
export function useMe(): Me {
  return useQuery(api.access.me.queryOptions()).data ?? OWNER
}

/** Whether the engine has said who sits here, or cannot. */
export function useKnowsMe(): boolean {
  return !useQuery(api.access.me.queryOptions()).isPending
}

export function useIsOwner(): boolean {
  return useMe().role === 'owner'
}
