import { Title } from '@mantine/core'
import type { Run } from '#shared/contract/runs.ts'
import { CurvesPanel } from '../components/curves/curves-panel.tsx'
import { countOf } from '../components/format.ts'
import { ProbePanel } from './probe/probe-panel.tsx'
import { RunActions } from './run-actions.tsx'
import { RunFacts } from './run-facts.tsx'
import { RunLabelFields } from './run-labels.tsx'
import { RunName } from './run-name.tsx'
import classes from './train-page.module.css'
import type { TrainActionId, useTrainActions } from './use-train-actions.ts'

interface RunDetailsProps {
  runs: readonly Run[]
  /** Of all runs. */
  knownTags: readonly string[]
  action: ReturnType<typeof useTrainActions>
  pending: TrainActionId | null
  renaming: boolean
  onRenamed: () => void
}

/** The chosen runs: what can be done with them, what is known of one, the curves of all. */
export function RunDetails({ runs, knownTags, action, pending, renaming, onRenamed }: RunDetailsProps) {
  const [run] = runs
  if (run === undefined) return null
  const single = runs.length === 1
  return (
    <>
      <header className={classes.header}>
        {single ? (
          <RunName
            key={run.id}
            run={run}
            rename={action('rename')}
            renaming={renaming}
            onRenamed={onRenamed}
          />
        ) : (
          <Title order={2} size="h5">
            {countOf(runs.length, 'run')}
          </Title>
        )}
        <RunActions runs={runs} action={action} pending={pending} />
      </header>
      {single && (
        <>
          <RunLabelFields key={run.id} run={run} knownTags={knownTags} />
          <RunFacts run={run} />
          <ProbePanel key={`probe ${run.id}`} run={run} />
        </>
      )}
      <CurvesPanel runs={runs} />
    </>
  )
}
