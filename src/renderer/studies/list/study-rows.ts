import type { StudyState, StudySummary } from '#shared/contract/studies.ts'
import type { StudiesSearch, StudyColumnId } from '../search.ts'

export interface StudySort {
  readonly column: StudyColumnId
  /** `up`: from the lowest value to the highest. */
  readonly direction: 'up' | 'down'
}

/** Those parts of the address that leave studies out. */
export const STUDY_FILTERS = ['state', 'dataset', 'name'] as const
export type StudyFilter = Pick<StudiesSearch, (typeof STUDY_FILTERS)[number]>

/** The studies that pass every part of the filter; every word must be somewhere in what the list shows of a study. */
export function filterStudies(studies: readonly StudySummary[], filter: StudyFilter): StudySummary[] {
  const { state, dataset, name } = filter
  const words = (name ?? '').toLowerCase().split(/\s+/)
  return studies.filter((study) => {
    if (state !== undefined && study.state !== state) return false
    if (dataset !== undefined && !study.datasets.some(({ id }) => id === dataset)) return false
    const text = `${study.name} ${study.question} ${study.conclusion ?? ''}`.toLowerCase()
    return words.every((word) => text.includes(word))
  })
}

const STATES_IN_ORDER: readonly StudyState[] = [
  'running',
  'queued',
  'paused',
  'finished',
  'stopped',
  'failed',
]

const SORT_VALUES: Readonly<Record<StudyColumnId, (study: StudySummary) => string | number>> = {
  state: ({ state }) => STATES_IN_ORDER.indexOf(state),
  name: ({ name }) => name,
  arms: ({ arms }) => arms,
  progress: ({ progress }) => shareDone(progress),
  created: ({ createdAt }) => createdAt,
}

/** Trainings that are done, between 0 and 1; nothing to train is done. */
export function shareDone({ finished, total }: StudySummary['progress']): number {
  return total === 0 ? 1 : Math.min(1, finished / total)
}

/** How a column sorts first: numbers from the highest, everything else from the lowest. */
export function firstDirection(column: StudyColumnId): StudySort['direction'] {
  return column === 'state' || column === 'name' ? 'up' : 'down'
}

/** What a press on a column's head makes of the order: its first direction, the other one, and none again. */
export function nextSort(sort: StudySort | null, column: StudyColumnId): StudySort | null {
  const first = firstDirection(column)
  if (sort?.column !== column) return { column, direction: first }
  return sort.direction === first ? { column, direction: first === 'up' ? 'down' : 'up' } : null
}

const texts = new Intl.Collator('en', { numeric: true })

/** The studies in order, newest first without one that somebody asked for; equal ones stay in the given order. */
export function sortStudies(studies: readonly StudySummary[], sort: StudySort | null): StudySummary[] {
  if (sort === null) return studies.toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id)
  const sortValue = SORT_VALUES[sort.column]
  const sign = sort.direction === 'up' ? 1 : -1
  return studies.toSorted((a, b) => {
    const [one, other] = [sortValue(a), sortValue(b)]
    return (
      sign *
      (typeof one === 'number' && typeof other === 'number'
        ? one - other
        : texts.compare(String(one), String(other)))
    )
  })
}
