import { Button, SegmentedControl, Text, Title } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { RunId } from '#shared/contract/ids.ts'
import type { Comparison } from '#shared/contract/runs.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { CUTOFFS } from '#shared/training/metrics.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import frame from '../components/page.module.css'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { saveCsv } from '../components/save-file.ts'
import { useNamedRuns } from '../components/use-named-runs.ts'
import { baselineFirst } from './baseline.ts'
import classes from './compare-page.module.css'
import { ComparisonCharts } from './comparison-charts.tsx'
import { ComparisonTable } from './comparison-table.tsx'
import { ConfigTable } from './config-table.tsx'
import { comparisonTable, metricRows, rowsAt } from './metric-rows.ts'
import { RunPicker } from './run-picker.tsx'
import { Verdicts } from './verdicts.tsx'

export function ComparePage() {
  const { dataset, loading } = useChosenDataset()
  const search = useSearch({ from: '/compare' })
  const navigate = useNavigate({ from: '/compare' })
  // Trainings of a study are compared by the study; they are here where the address names them.
  const runs = useQuery({
    ...api.runs.list.queryOptions({
      input: { ...(dataset && { dataset: dataset.id }), study: 'none', states: ['finished', 'stopped'] },
    }),
    enabled: dataset !== null,
  })
  const listed = runs.data ?? []
  const named = useNamedRuns(listed, search.runs)
  const measured = [...named.filter((run) => !listed.includes(run)), ...listed].filter(
    (run) => run.dataset === dataset?.id && testOf(run) !== null,
  )
  const members = named.filter((run) => measured.includes(run))
  const chosen = members.map(({ id }) => id)
  const ordered = baselineFirst(members, search.baseline).map(({ id }) => id)
  const comparison = useQuery({
    ...api.runs.compare.queryOptions({ input: { runs: ordered } }),
    enabled: chosen.length >= 2,
    placeholderData: keepPreviousData,
  })
  const choose = (ids: RunId[]) => void navigate({ search: { ...search, runs: ids }, replace: true })
  const data = chosen.length >= 2 ? comparison.data : undefined
  return (
    <Page
      title="Compare"
      fills
      actions={
        <Button
          variant="default"
          leftSection={<IconDownload size={15} aria-hidden />}
          disabled={data === undefined}
          onClick={() => {
            if (data === undefined) return
            const { header, rows } = comparisonTable(data)
            saveCsv('comparison.csv', header, rows)
          }}
        >
          Export CSV
        </Button>
      }
    >
      {runs.isError ? (
        <div className={frame.empty}>
          <FailureCard error={runs.error} retry={() => void runs.refetch()} />
        </div>
      ) : runs.isLoading || loading ? (
        <PagePending />
      ) : measured.length === 0 ? (
        <div className={frame.empty}>
          <Text fw={600}>No run is finished yet</Text>
          <Text size="sm" c="dimmed">
            Runs can be compared once they were measured on test.
          </Text>
          <Button renderRoot={(props) => <Link to="/train" {...props} />}>Open training</Button>
        </div>
      ) : (
        <div className={classes.page}>
          <RunPicker runs={measured} chosen={chosen} onChoose={choose} />
          {comparison.isError ? (
            <div className={frame.empty}>
              <FailureCard error={comparison.error} retry={() => void comparison.refetch()} />
            </div>
          ) : data !== undefined ? (
            <Result
              comparison={data}
              onBaseline={([first]) =>
                void navigate({ search: { ...search, baseline: first }, replace: true })
              }
            />
          ) : chosen.length >= 2 ? (
            <PagePending />
          ) : (
            <div className={frame.empty}>
              <Text fw={600}>Choose two runs or more</Text>
              <Text size="sm" c="dimmed" maw={440}>
                Runs that differ in their seed alone become one column. The others are tested against the
                baseline: LightGCN where it is among them, unless you make another one the baseline.
              </Text>
            </div>
          )}
        </div>
      )}
    </Page>
  )
}

interface ResultProps {
  comparison: Comparison
  onBaseline: (runs: readonly RunId[]) => void
}

function Result({ comparison, onBaseline }: ResultProps) {
  const [cutoff, setCutoff] = useState('20')
  const rows = rowsAt(metricRows(comparison), CUTOFFS.find((value) => String(value) === cutoff) ?? null)
  return (
    <div className={classes.result}>
      <Verdicts comparison={comparison} />
      <section>
        <header className={classes.heading}>
          <Title order={2} size="h6">
            Test metrics
          </Title>
          <SegmentedControl
            aria-label="Cutoff"
            data={[
              ...CUTOFFS.map((value) => ({ value: String(value), label: `@${value}` })),
              { value: 'all', label: 'All' },
            ]}
            value={cutoff}
            onChange={setCutoff}
          />
        </header>
        <ComparisonTable comparison={comparison} rows={rows} onBaseline={onBaseline} />
      </section>
      <ComparisonCharts comparison={comparison} />
      <section>
        <header className={classes.heading}>
          <Title order={2} size="h6">
            Settings that differ
          </Title>
        </header>
        <ConfigTable comparison={comparison} />
      </section>
    </div>
  )
}
