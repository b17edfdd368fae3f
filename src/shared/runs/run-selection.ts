import type { Run, RunSelection } from '../contract/runs.ts'

type Selectable = Pick<Run, 'dataset' | 'state' | 'study'>

/** Whether a list of these runs has the run; the store's query says the same. */
export function selects(selection: RunSelection, run: Selectable): boolean {
  const { dataset, study, states } = selection
  return (
    (dataset === undefined || run.dataset === dataset) &&
    (study === undefined || (study === 'none' ? run.study === null : run.study?.id === study)) &&
    (states === undefined || states.includes(run.state))
  )
}

/** A list, the newest first, after a run came or changed: with it at its place, or without it where it is not selected any more. */
export function withRun<Listed extends Selectable & Pick<Run, 'id'>>(
  runs: readonly Listed[],
  selection: RunSelection,
  run: Listed,
): Listed[] {
  if (!selects(selection, run)) return runs.filter(({ id }) => id !== run.id)
  const known = runs.some(({ id }) => id === run.id)
  if (known) return runs.map((other) => (other.id === run.id ? run : other))
  const place = runs.findIndex(({ id }) => id < run.id)
  return runs.toSpliced(place === -1 ? runs.length : place, 0, run)
}
