import { Button, Text } from '@mantine/core'
import { IconArrowsDiff, IconChartLine } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { DatasetId, RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { selects } from '#shared/runs/run-selection.ts'
import type { Threads } from '#shared/training/config.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api } from '../app/client.ts'
import { ActionButton } from '../components/action-button.tsx'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf, formatCount } from '../components/format.ts'
import { NextStep } from '../components/next-step.tsx'
import { notifyDone } from '../components/notify.ts'
import frame from '../components/page.module.css'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { useNamedRuns } from '../components/use-named-runs.ts'
import { LogDialog } from './log-dialog.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { RunDetails } from './run-details.tsx'
import { FILTERS, filterChoices, filterRuns, selectionOf } from './run-filter.ts'
import { RunFilterBar } from './run-filter-bar.tsx'
import { RunFormDrawer } from './run-form-drawer.tsx'
import { firstDirection, sortRuns } from './run-sort.ts'
import { RunTable } from './run-table.tsx'
import type { TrainSearch } from './search.ts'
import { formOf, newForm, ordersOf, type RunForm } from './settings-form.ts'
import { startRuns } from './start-runs.ts'
import classes from './train-page.module.css'
import { useRunCommands } from './use-run-commands.ts'
import { useTrainActions } from './use-train-actions.ts'

interface TrainWorkplaceProps {
  dataset: Dataset
  /** What new runs start with. */
  threads: Threads
}

/** Runs that the next step compares at most, the first of the table. */
const COMPARED = 20

type Dialog =
  | { kind: 'form'; dataset: Dataset; form: RunForm }
  | { kind: 'log'; run: RunId }
  | { kind: 'remove' }
  | { kind: 'rename'; run: RunId }

/** The runs of a data set, or of all of them, in a table, and below it those that are chosen. */
export function TrainWorkplace({ dataset, threads }: TrainWorkplaceProps) {
  const search = useSearch({ from: '/train' })
  const navigate = useNavigate({ from: '/train' })
  const { datasets, choose: chooseDataset } = useChosenDataset()
  const [dialog, setDialog] = useState<Dialog | null>(() =>
    search.snapshot === undefined ? null : { kind: 'form', dataset, form: newForm(search.snapshot, threads) },
  )
  const searchField = useRef<HTMLInputElement>(null)
  const query = useQuery({
    ...api.runs.list.queryOptions({ input: selectionOf(search, dataset.id) }),
    placeholderData: keepPreviousData,
  })
  const { study: _, ...ofDatasets } = selectionOf(search, dataset.id)
  const studies = useQuery(api.studies.list.queryOptions({ input: ofDatasets })).data ?? []
  const snapshots = useQuery(api.snapshots.list.queryOptions({ input: { dataset: dataset.id } }))
  const listed = query.data ?? []
  const sort =
    search.sort === undefined
      ? null
      : { column: search.sort, direction: search.direction ?? firstDirection(search.sort) }
  const runs = sortRuns(filterRuns(listed, search), sort)
  const named = useNamedRuns(listed, search.runs).filter((run) => selects(ofDatasets, run))
  const chosen = chosenRuns(named, runs)
  const change = (part: Partial<TrainSearch>) =>
    void navigate({ search: (before) => ({ ...before, snapshot: undefined, ...part }), replace: true })
  const choose = (ids: RunId[]) => change({ runs: ids })
  const close = () => setDialog(null)

  const repeat = useMutation({
    mutationFn: (run: Run) => startRuns(run.dataset, ordersOf(formOf(run))),
    onSuccess: (ids) => {
      notifyDone('Started the same run again.')
      choose(ids)
    },
  })
  const { send, pending } = useRunCommands()
  const openForm = (id: DatasetId, form: RunForm) =>
    setDialog({ kind: 'form', dataset: datasets.find((other) => other.id === id) ?? dataset, form })
  /** With the newest snapshot, also for somebody who is faster than the list of snapshots. */
  const openNewForm = async () => {
    const { data } = snapshots.isPending ? await snapshots.refetch() : snapshots
    openForm(dataset.id, newForm(data?.[0]?.id ?? null, threads))
  }
  const compare = (those: readonly Run[]) => {
    const [first] = those
    if (first !== undefined) chooseDataset(first.dataset)
    void navigate({ to: '/compare', search: { runs: those.map(({ id }) => id) } })
  }
  const finished = runs.filter(({ state }) => state === 'finished').slice(0, COMPARED)
  const action = useTrainActions(
    {
      newRun: () => void openNewForm(),
      pause: (those) => send('pause', those),
      resume: (those) => send('resume', those),
      stop: (those) => send('stop', those),
      repeat: (run) => repeat.mutate(run),
      clone: (run) => openForm(run.dataset, formOf(run)),
      rename: ({ id }) => setDialog({ kind: 'rename', run: id }),
      readLog: ({ id }) => setDialog({ kind: 'log', run: id }),
      compare,
      remove: () => setDialog({ kind: 'remove' }),
      move: (by) => {
        const run = runs[neighbour(runs, chosen, by)]
        if (run !== undefined) choose([run.id])
      },
      search: () => searchField.current?.focus(),
    },
    chosen,
    pending !== null,
  )
  const logged = dialog?.kind === 'log' ? chosen.find(({ id }) => id === dialog.run) : undefined
  return (
    <Page
      title="Train"
      fills
      beside={
        query.data !== undefined && (
          <Text size="xs" c="dimmed" role="status">
            {runs.length === listed.length
              ? countOf(listed.length, 'run')
              : `${formatCount(runs.length)} of ${countOf(listed.length, 'run')}`}
          </Text>
        )
      }
      actions={
        <>
          {finished.length > 1 && (
            <NextStep label="Compare finished runs" icon={IconArrowsDiff} run={() => compare(finished)} />
          )}
          <ActionButton action={action('new-run')} variant={finished.length > 1 ? 'default' : 'filled'} />
        </>
      }
    >
      <div className={classes.page}>
        {query.isError ? (
          <div className={frame.empty}>
            <FailureCard error={query.error} retry={() => void query.refetch()} />
          </div>
        ) : query.isPending ? (
          <PagePending />
        ) : listed.length === 0 && studies.length === 0 && search.dataset === undefined ? (
          <div className={frame.empty}>
            <IconChartLine size={36} stroke={1.3} aria-hidden />
            <Text fw={600}>No runs yet</Text>
            <Text size="sm" c="dimmed">
              Train a baseline and NegGen on {dataset.name}, several seeds each, then compare them.
            </Text>
            <Button onClick={() => void openNewForm()}>Start the first run</Button>
          </div>
        ) : (
          <>
            <RunFilterBar
              runs={listed}
              studies={studies}
              datasets={datasets}
              dataset={dataset}
              search={search}
              searchKeys={action('search').shownKeys}
              searchField={searchField}
              onChange={change}
            />
            {runs.length === 0 ? (
              <div className={classes.noMatch}>
                <Text size="sm" c="dimmed">
                  {listed.length === 0 && search.study === undefined && studies.length > 0
                    ? 'All runs here are trainings of studies.'
                    : 'No run passes these filters.'}
                </Text>
                <Button
                  variant="default"
                  onClick={() =>
                    change({
                      ...Object.fromEntries([...FILTERS, 'dataset'].map((part) => [part, undefined])),
                      study: listed.length === 0 ? 'all' : undefined,
                    })
                  }
                >
                  Show all runs of {dataset.name}
                </Button>
              </div>
            ) : (
              <RunTable
                runs={runs}
                chosen={chosen.map(({ id }) => id)}
                sort={sort}
                namesDatasets={search.dataset === 'all'}
                onChoose={choose}
                onSort={(next) => change({ sort: next?.column, direction: next?.direction })}
              />
            )}
            <section className={classes.details} aria-label="Chosen runs">
              <RunDetails
                runs={chosen}
                knownTags={filterChoices(listed).tags}
                action={action}
                pending={pending}
                renaming={dialog?.kind === 'rename' && chosen[0]?.id === dialog.run}
                onRenamed={close}
              />
            </section>
          </>
        )}
      </div>
      {dialog?.kind === 'form' && (
        <RunFormDrawer
          dataset={dialog.dataset}
          initial={dialog.form}
          onClose={close}
          onStarted={(ids) => {
            close()
            notifyDone(`Started ${countOf(ids.length, 'run')}.`)
            choose(ids)
          }}
        />
      )}
      {logged !== undefined && <LogDialog run={logged} opened onClose={close} />}
      <RemoveDialog
        runs={chosen}
        opened={dialog?.kind === 'remove'}
        onClose={close}
        onRemoved={() => choose([])}
      />
    </Page>
  )
}

/** The runs that the address names, whether or not the filter shows them; otherwise of those shown the one that trains, or the first. */
function chosenRuns(named: readonly Run[], shown: readonly Run[]): Run[] {
  if (named.length > 0) return [...named]
  const run = shown.find(({ state }) => state === 'running') ?? shown[0]
  return run === undefined ? [] : [run]
}

/** Where the run below or above the last chosen one stands; the first where none that is shown is chosen. */
function neighbour(shown: readonly Run[], chosen: readonly Run[], by: 1 | -1): number {
  const place = shown.findIndex(({ id }) => id === chosen.at(-1)?.id)
  return place === -1 ? 0 : Math.min(Math.max(place + by, 0), shown.length - 1)
}
