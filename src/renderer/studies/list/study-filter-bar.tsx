import { ActionIcon, NativeSelect, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Ref } from 'react'
import { StudyState, type StudySummary } from '#shared/contract/studies.ts'
import { RUN_STATES } from '../../components/run-states.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { StudiesSearch } from '../search.ts'
import classes from './study-filter-bar.module.css'
import { STUDY_FILTERS } from './study-rows.ts'

interface StudyFilterBarProps {
  /** What the filter chooses from. */
  studies: readonly StudySummary[]
  search: StudiesSearch
  searchKeys: string
  searchField: Ref<HTMLInputElement>
  onChange: (change: Partial<StudiesSearch>) => void
}

/** Which studies the list shows; all of it stands in the address. */
export function StudyFilterBar({ studies, search, searchKeys, searchField, onChange }: StudyFilterBarProps) {
  const datasets = new Map(studies.flatMap((study) => study.datasets.map(({ id, name }) => [id, name])))
  const states = new Set(studies.map(({ state }) => state))
  const parse = (part: keyof StudiesSearch, value: unknown) =>
    onChange({ [part]: StudiesSearch.parse({ [part]: value })[part] })
  return (
    <search className={classes.bar} aria-label="Filter the studies">
      <SearchField
        label="Search studies"
        placeholder="Search names, questions and conclusions"
        className={classes.name}
        text={search.name ?? ''}
        keys={searchKeys}
        ref={searchField}
        onSearch={(name) => onChange({ name: name === '' ? undefined : name })}
      />
      <NativeSelect
        aria-label="State"
        data={[
          { value: '', label: 'Any state' },
          ...StudyState.options
            .filter((state) => states.has(state) || state === search.state)
            .map((state) => ({ value: state, label: RUN_STATES[state].label })),
        ]}
        value={search.state ?? ''}
        onChange={(event) => parse('state', event.currentTarget.value)}
      />
      <NativeSelect
        aria-label="Data set"
        data={[
          { value: '', label: 'Any data set' },
          ...[...datasets].map(([id, name]) => ({ value: String(id), label: String(name) })),
        ]}
        value={String(search.dataset ?? '')}
        onChange={(event) => parse('dataset', Number(event.currentTarget.value))}
      />
      {STUDY_FILTERS.some((part) => search[part] !== undefined) && (
        <Tooltip label="Clear filters">
          <ActionIcon
            size={30}
            aria-label="Clear filters"
            onClick={() => onChange(Object.fromEntries(STUDY_FILTERS.map((part) => [part, undefined])))}
          >
            <IconX size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </search>
  )
}
