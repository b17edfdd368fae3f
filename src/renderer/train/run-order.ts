import type { Run, RunState } from '#shared/contract/runs.ts'

const FIRST: readonly RunState[] = ['running', 'queued', 'paused']

/** Running runs first, then queued and paused ones, then the others; the given order within each. */
export function activeFirst(runs: readonly Run[]): Run[] {
  const rank = ({ state }: Run) => {
    const place = FIRST.indexOf(state)
    return place === -1 ? FIRST.length : place
  }
  return runs.toSorted((a, b) => rank(a) - rank(b))
}
