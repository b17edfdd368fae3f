import { useCallback, useMemo, useState } from 'react'
import type { ProposalId } from '#shared/contract/ids.ts'

const NOTHING: ReadonlySet<ProposalId> = new Set()

export interface Selection {
  readonly chosen: ReadonlySet<ProposalId>
  toggle(proposal: ProposalId): void
  add(proposals: readonly ProposalId[]): void
  clear(): void
}

/** The tiles that are chosen to be decided together. */
export function useSelection(): Selection {
  const [chosen, setChosen] = useState(NOTHING)
  const toggle = useCallback(
    (proposal: ProposalId) =>
      setChosen((before) =>
        before.has(proposal)
          ? new Set([...before].filter((id) => id !== proposal))
          : new Set([...before, proposal]),
      ),
    [],
  )
  const add = useCallback(
    (proposals: readonly ProposalId[]) => setChosen((before) => new Set([...before, ...proposals])),
    [],
  )
  const clear = useCallback(() => setChosen(NOTHING), [])
  return useMemo(() => ({ chosen, toggle, add, clear }), [chosen, toggle, add, clear])
}
