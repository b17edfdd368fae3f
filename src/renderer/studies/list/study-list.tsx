import { Text } from '@mantine/core'
import { memo } from 'react'
import type { StudySummary } from '#shared/contract/studies.ts'
import { formatMoment } from '../../components/format.ts'
import { PageLink } from '../../components/links.tsx'
import { RunStateBadge } from '../../components/run-states.tsx'
import { ColumnHead } from '../../components/sorting/column-head.tsx'
import type { StudyColumnId } from '../search.ts'
import { StudyProgress } from '../study-progress.tsx'
import classes from './study-list.module.css'
import { nextSort, type StudySort } from './study-rows.ts'

const COLUMNS: readonly { id: StudyColumnId; label: string; numeric?: true }[] = [
  { id: 'state', label: 'State' },
  { id: 'name', label: 'Study, and what it found' },
  { id: 'arms', label: 'Arms', numeric: true },
  { id: 'progress', label: 'Progress' },
  { id: 'created', label: 'Created' },
]

interface StudyListProps {
  /** In the order in which they are shown. */
  studies: readonly StudySummary[]
  sort: StudySort | null
  onSort: (sort: StudySort | null) => void
}

/** The studies, each with its question and, once it is finished, its sentence. */
export function StudyList({ studies, sort, onSort }: StudyListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.viewport} tabIndex={0} aria-label="Studies">
      <table className={classes.table} aria-label="Studies">
        <thead>
          <tr>
            {COLUMNS.map(({ id, label, numeric }) => (
              <ColumnHead
                key={id}
                label={label}
                numeric={numeric}
                direction={sort?.column === id ? sort.direction : null}
                onSort={() => onSort(nextSort(sort, id))}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {studies.map((study) => (
            <StudyRow key={study.id} study={study} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

/** Remembered: an event of one study renders its row alone. */
const StudyRow = memo(function StudyRow({ study }: { study: StudySummary }) {
  return (
    <tr>
      <td>
        <RunStateBadge state={study.state} />
      </td>
      <td className={classes.study}>
        <PageLink
          from="/studies"
          to="/studies"
          search={(before) => ({ ...before, study: study.id })}
          preload={false}
          underline="hover"
          className={classes.name}
        >
          {study.name}
        </PageLink>
        <Text size="xs" c="dimmed">
          {study.question} · {study.datasets.map(({ name }) => name).join(', ')}
        </Text>
        {study.conclusion !== null && <p className={classes.conclusion}>{study.conclusion.split('\n')[0]}</p>}
        {study.explanation !== null && <p className={classes.explanation}>{study.explanation}</p>}
      </td>
      <td className={classes.number}>{study.arms}</td>
      <td className={classes.progress}>
        <StudyProgress study={study} />
      </td>
      <td className={classes.created}>{formatMoment(study.createdAt)}</td>
    </tr>
  )
})
