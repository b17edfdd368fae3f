import type { StudyState, StudySummary } from '#shared/contract/studies.ts'
import { type Sort, sortedBy, toggledSort } from '../../components/sorting/sort.ts'
import type { StudiesSearch, StudyColumnId } from '../search.ts'

export type StudySort = Sort<StudyColumnId>

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

export function nextSort(sort: StudySort | null, column: StudyColumnId): StudySort | null {
  return toggledSort(sort, column, firstDirection(column))
}

/** The studies in order, newest first without one that somebody asked for; equal ones stay in the given order. */
export function sortStudies(studies: readonly StudySummary[], sort: StudySort | null): StudySummary[] {
  if (sort === null) return studies.toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id)
  return sortedBy(studies, SORT_VALUES[sort.column], sort.direction)
}
