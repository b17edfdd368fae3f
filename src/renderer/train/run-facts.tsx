import { Alert, Progress, Text } from '@mantine/core'
import { IconAlertTriangle, IconPlayerPause, IconPlayerStop } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { stoppingWarning } from '#shared/runs/stopping-warning.ts'
import { epochsDone, formatTimeLeft, timeLeft } from '#shared/time-left.ts'
import { backendLabel } from '#shared/training/backends.ts'
import { countOf, formatSeconds } from '../components/format.ts'
import classes from './run-facts.module.css'
import { speedOf } from './run-speed.ts'
import { useNow } from './use-now.ts'
import { useProgress } from './use-progress.ts'

/** How one run stands: where it computes, how fast, how long still, how good at its best. */
export function RunFacts({ run }: { run: Run }) {
  const now = useNow(run.state === 'running')
  const progress = useProgress(run)
  const left = timeLeft(run, progress, now)
  return (
    <>
      <Standstill run={run} />
      <Warning run={run} />
      {run.state === 'running' && (
        <Progress
          value={(epochsDone(run, progress) / run.config.epochs) * 100}
          size="xs"
          aria-label={`Epoch ${run.epoch} of at most ${run.config.epochs}`}
        />
      )}
      <dl className={classes.facts}>
        <Fact name="Computes on">
          {run.device ?? 'not started'}
          {run.backend !== null && <Small>{backendLabel(run.backend)}</Small>}
        </Fact>
        <Fact name="Epoch">
          {run.epoch} of at most {run.config.epochs}
          {progress !== null ? (
            <Small>
              at step {progress.step} of {progress.stepsPerEpoch} of epoch {progress.epoch}
            </Small>
          ) : (
            run.bestEpoch !== null && <Small>best at {run.bestEpoch}</Small>
          )}
        </Fact>
        <Fact name="Speed">
          {speedOf(run, progress) ?? '–'}
          {run.state === 'running' && run.secondsPerEpoch !== null ? (
            <Small>{formatSeconds(run.secondsPerEpoch)} an epoch</Small>
          ) : (
            run.loss !== null && <Small>loss {run.loss.toFixed(4)}</Small>
          )}
        </Fact>
        {run.state === 'running' && (
          <Fact name="Time left">
            {left === null ? 'not known yet' : formatTimeLeft(left)}
            <Small>
              {run.bestEpoch === null ? '' : `best at ${run.bestEpoch}, `}
              {run.epoch < run.config.minimumEpochs
                ? `${run.config.minimumEpochs} epochs at least`
                : `patience ${run.config.patience}`}
            </Small>
          </Fact>
        )}
        <Fact name="Validation Recall@20 / NDCG@20">
          {metric(run.validation, 'recall@20')} / {metric(run.validation, 'ndcg@20')}
          {run.state === 'running' && <Small>tested once, at the end</Small>}
        </Fact>
        {run.state !== 'running' && (
          <Fact name="Test Recall@20 / NDCG@20">
            {metric(testOf(run), 'recall@20')} / {metric(testOf(run), 'ndcg@20')}
            {testOf(run) === null && <Small>not tested</Small>}
          </Fact>
        )}
      </dl>
      {run.reason !== null && (
        <Text size="xs" c="dimmed" className={classes.reason}>
          Why {run.backend === null ? 'this backend' : backendLabel(run.backend)}: {run.reason}.
        </Text>
      )}
    </>
  )
}

/** Why a run does not train, where that needs saying. */
function Standstill({ run }: { run: Run }) {
  switch (run.state) {
    case 'failed':
      return (
        <Alert
          className={classes.standstill}
          color="red"
          icon={<IconAlertTriangle />}
          title="This run failed"
          role="alert"
        >
          {run.error}
          {run.resumable && <Text size="sm">Resume continues from its last checkpoint.</Text>}
        </Alert>
      )
    case 'paused':
      return (
        <Alert
          className={classes.standstill}
          color="yellow"
          icon={<IconPlayerPause />}
          title="This run is paused"
          role="status"
        >
          {run.explanation ?? pausedSentence(run)}
        </Alert>
      )
    case 'stopped':
      return run.explanation === null ? null : (
        <Alert
          className={classes.standstill}
          color="gray"
          icon={<IconPlayerStop />}
          title="This run was stopped"
          role="status"
        >
          {run.explanation}
        </Alert>
      )
    case 'queued':
    case 'running':
    case 'finished':
      return null
  }
}

/** What the place of its best epoch says against its result. */
function Warning({ run }: { run: Run }) {
  const warning = stoppingWarning(run)
  return warning === null ? null : (
    <Alert
      className={classes.standstill}
      color="yellow"
      icon={<IconAlertTriangle />}
      title={`The ${warning.label}`}
      role="status"
    >
      {warning.sentence}
    </Alert>
  )
}

function pausedSentence({ epoch, startedAt }: Run): string {
  if (startedAt === null) return 'It has not begun. Resume puts it back into the queue.'
  return `It has ${countOf(epoch, 'epoch')} behind it. Resume continues from there, to the same numbers as without the pause.`
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Small({ children }: { children: ReactNode }) {
  return (
    <Text size="xs" c="dimmed">
      {children}
    </Text>
  )
}

function metric(metrics: Run['validation'], key: string): string {
  return metrics?.[key]?.toFixed(4) ?? '–'
}
