import { useQueries } from '@tanstack/react-query'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { api } from '../app/client.ts'

/** The runs that an address names, in its order: those of the list, and others one by one. One that is gone is left out. */
export function useNamedRuns(listed: readonly Run[], ids: readonly RunId[] | undefined): Run[] {
  const named = ids ?? []
  const known = new Map(listed.map((run) => [run.id, run]))
  const others = useQueries({
    queries: named
      .filter((id) => !known.has(id))
      .map((run) => api.runs.get.queryOptions({ input: { run }, retry: false })),
  })
  for (const { data } of others) if (data !== undefined) known.set(data.id, data)
  return named.flatMap((id) => known.get(id) ?? [])
}
