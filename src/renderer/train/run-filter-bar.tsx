import { ActionIcon, NativeSelect, Tooltip } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { Ref } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Run } from '#shared/contract/runs.ts'
import type { StudySummary } from '#shared/contract/studies.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'
import { RUN_STATES } from '../components/run-states.tsx'
import { SearchField } from '../components/search-field.tsx'
import { FILTERS, filterChoices, isFiltered } from './run-filter.ts'
import classes from './run-filter-bar.module.css'
import { TrainSearch } from './search.ts'

interface RunFilterBarProps {
  /** What the filter chooses from. */
  runs: readonly Run[]
  /** Whose runs can be asked for. */
  studies: readonly StudySummary[]
  datasets: readonly Dataset[]
  /** The window's data set. */
  dataset: Dataset
  search: TrainSearch
  searchKeys: string
  searchField: Ref<HTMLInputElement>
  onChange: (change: Partial<TrainSearch>) => void
}

type Choice = { value: string; label: string }

/** Which runs the table shows; all of it stands in the address. */
export function RunFilterBar(props: RunFilterBarProps) {
  const { runs, studies, datasets, dataset, search, onChange } = props
  const { states, models, snapshots, tags } = filterChoices(runs)
  const select = (part: keyof TrainSearch, label: string, any: string, choices: Choice[]) => {
    const value = String(search[part] ?? '')
    if (choices.length === 0 && value === '') return null
    return (
      <NativeSelect
        aria-label={label}
        className={classes.select}
        data={[{ value: '', label: any }, ...withChosen(choices, value)]}
        value={value}
        onChange={(event) => {
          const text = event.currentTarget.value
          onChange({ [part]: text === '' ? undefined : parsed(part, text) })
        }}
      />
    )
  }
  return (
    <search className={classes.bar} aria-label="Filter the runs">
      <SearchField
        label="Search runs by name"
        placeholder="Search by name"
        className={classes.name}
        text={search.name ?? ''}
        keys={props.searchKeys}
        ref={props.searchField}
        onSearch={(name) => onChange({ name: name === '' ? undefined : name })}
      />
      {select(
        'state',
        'State',
        'Any state',
        states.map((state) => ({ value: state, label: RUN_STATES[state].label })),
      )}
      {select(
        'model',
        'Model',
        'Any model',
        models.map((model) => ({ value: model, label: modelDescriptor(model).label })),
      )}
      {select(
        'learned',
        'Snapshot',
        'Any snapshot',
        snapshots.map(({ id, name }) => ({ value: String(id), label: name })),
      )}
      {select(
        'tag',
        'Tag',
        'Any tag',
        tags.map((tag) => ({ value: tag, label: tag })),
      )}
      {studies.length > 0 &&
        select('study', 'Studies', 'Without runs of studies', [
          { value: 'all', label: 'With runs of studies' },
          ...studies.map(({ id, name }) => ({ value: String(id), label: `Of ${name}` })),
        ])}
      {datasets.length > 1 &&
        select('dataset', 'Data set', dataset.name, [
          { value: 'all', label: 'All data sets' },
          ...datasets
            .filter(({ id }) => id !== dataset.id)
            .map(({ id, name }) => ({ value: String(id), label: name })),
        ])}
      {isFiltered(search) && (
        <Tooltip label="Clear filters">
          <ActionIcon
            size={30}
            aria-label="Clear filters"
            onClick={() => onChange(Object.fromEntries(FILTERS.map((part) => [part, undefined])))}
          >
            <IconX size={15} />
          </ActionIcon>
        </Tooltip>
      )}
    </search>
  )
}

/** What a choice's text means in the address: ids are numbers. */
function parsed(part: keyof TrainSearch, text: string): TrainSearch[typeof part] {
  const isId = part === 'learned' || ((part === 'dataset' || part === 'study') && text !== 'all')
  const value = isId ? Number(text) : text
  return TrainSearch.parse({ [part]: value })[part]
}

/** The choices, with the one in the address among them even where no run has it (yet). */
function withChosen(choices: readonly Choice[], value: string): Choice[] {
  const known = value === '' || choices.some((choice) => choice.value === value)
  return known ? [...choices] : [{ value, label: value }, ...choices]
}
