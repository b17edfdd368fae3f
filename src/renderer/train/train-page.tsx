import { Button, Text, Title } from '@mantine/core'
import { IconChartLine, IconPlus } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import type { Threads } from '#shared/training/config.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { notifyDone, notifyFailure } from '../components/notify.ts'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { CurvesPanel } from './curves-panel.tsx'
import { RunActions } from './run-actions.tsx'
import { RunFacts } from './run-facts.tsx'
import { RunFormDrawer } from './run-form-drawer.tsx'
import { activeFirst } from './run-order.ts'
import { RunStateBadge } from './run-states.tsx'
import { RunTable } from './run-table.tsx'
import { formOf, newForm, ordersOf, type RunForm } from './settings-form.ts'
import { startRuns } from './start-runs.ts'
import classes from './train-page.module.css'

export function TrainPage() {
  const { dataset, loading } = useChosenDataset()
  const settings = useQuery(api.system.settings.queryOptions())
  if (dataset === null) {
    return (
      <Page title="Train" fills>
        {!loading && (
          <div className={classes.empty}>
            <Text fw={600}>There is no data set to train on yet</Text>
            <Button renderRoot={(props) => <Link to="/catalogue" {...props} />}>Open the catalogue</Button>
          </div>
        )}
      </Page>
    )
  }
  if (settings.isPending) return <PagePending />
  return <TrainWorkplace key={dataset.id} dataset={dataset} threads={settings.data?.threads ?? 'auto'} />
}

interface TrainWorkplaceProps {
  dataset: Dataset
  /** What new runs start with. */
  threads: Threads
}

function TrainWorkplace({ dataset, threads }: TrainWorkplaceProps) {
  const search = useSearch({ from: '/train' })
  const navigate = useNavigate({ from: '/train' })
  const [form, setForm] = useState<RunForm | null>(() =>
    search.snapshot === undefined ? null : newForm(search.snapshot, threads),
  )
  const query = useQuery(api.runs.list.queryOptions({ input: {} }))
  const snapshots = useQuery(api.snapshots.list.queryOptions({ input: { dataset: dataset.id } }))
  const runs = activeFirst((query.data ?? []).filter((run) => run.dataset === dataset.id))
  const chosen = chosenRuns(runs, search.runs)
  const choose = (ids: RunId[]) => void navigate({ search: { runs: ids }, replace: true })
  const repeat = useMutation({
    mutationFn: (run: Run) => startRuns(dataset.id, ordersOf(formOf(run))),
    onSuccess: (ids) => {
      notifyDone('Started the same run again.')
      choose(ids)
    },
    onError: notifyFailure,
  })
  const newest = snapshots.data?.[0]?.id ?? null
  return (
    <Page
      title="Train"
      fills
      beside={
        query.data !== undefined && (
          <Text size="xs" c="dimmed">
            {countOf(runs.length, 'run')}
          </Text>
        )
      }
      actions={
        <Button
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => setForm(newForm(newest, threads))}
        >
          New run
        </Button>
      }
    >
      <div className={classes.page}>
        {query.isError ? (
          <div className={classes.empty}>
            <FailureCard error={query.error} retry={() => void query.refetch()} />
          </div>
        ) : query.isPending ? (
          <PagePending />
        ) : runs.length === 0 ? (
          <div className={classes.empty}>
            <IconChartLine size={36} stroke={1.3} aria-hidden />
            <Text fw={600}>No runs yet</Text>
            <Text size="sm" c="dimmed">
              Train a baseline and NegGen on {dataset.name}, several seeds each, then compare them.
            </Text>
            <Button onClick={() => setForm(newForm(newest, threads))}>Start the first run</Button>
          </div>
        ) : (
          <>
            <RunTable runs={runs} chosen={chosen.map(({ id }) => id)} onChoose={choose} />
            <section className={classes.details} aria-label="Chosen runs">
              <RunDetails
                runs={chosen}
                onRepeat={(run) => repeat.mutate(run)}
                onClone={(run) => setForm(formOf(run))}
                onRemoved={() => choose([])}
              />
            </section>
          </>
        )}
      </div>
      {form !== null && (
        <RunFormDrawer
          dataset={dataset}
          initial={form}
          onClose={() => setForm(null)}
          onStarted={(ids) => {
            setForm(null)
            notifyDone(`Started ${countOf(ids.length, 'run')}.`)
            choose(ids)
          }}
        />
      )}
    </Page>
  )
}

interface RunDetailsProps {
  runs: readonly Run[]
  onRepeat: (run: Run) => void
  onClone: (run: Run) => void
  onRemoved: () => void
}

function RunDetails({ runs, onRepeat, onClone, onRemoved }: RunDetailsProps) {
  const [run] = runs
  if (run === undefined) return null
  return (
    <>
      <header className={classes.header}>
        <div className={classes.name}>
          <Title
            order={2}
            size="h5"
            textWrap="nowrap"
            style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}
          >
            {runs.length === 1 ? run.name : countOf(runs.length, 'run')}
          </Title>
          {runs.length === 1 && <RunStateBadge state={run.state} />}
        </div>
        <RunActions runs={runs} onRepeat={onRepeat} onClone={onClone} onRemoved={onRemoved} />
      </header>
      {runs.length === 1 && <RunFacts run={run} />}
      <CurvesPanel runs={runs} />
    </>
  )
}

/** The runs that the address names, in its order; otherwise the one that trains, or the newest. */
function chosenRuns(runs: readonly Run[], ids: readonly RunId[] | undefined): Run[] {
  const named = (ids ?? []).flatMap((id) => runs.find((run) => run.id === id) ?? [])
  if (named.length > 0) return named
  const run = runs.find(({ state }) => state === 'running') ?? runs[0]
  return run === undefined ? [] : [run]
}
