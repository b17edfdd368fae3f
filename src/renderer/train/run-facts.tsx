import { Alert, Progress, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Run } from '#shared/contract/runs.ts'
import { formatSeconds } from '../components/format.ts'
import classes from './run-facts.module.css'
import { useNow } from './run-table.tsx'
import { formatTimeLeft, timeLeft } from './time-left.ts'

/** How one run stands: where it computes, how fast, how long still, how good at its best. */
export function RunFacts({ run }: { run: Run }) {
  const now = useNow(run.state === 'running')
  const left = timeLeft(run, now)
  return (
    <>
      {run.error !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} title="This run failed" role="alert">
          {run.error}
        </Alert>
      )}
      {run.state === 'running' && (
        <Progress
          value={(run.epoch / run.config.epochs) * 100}
          size="xs"
          aria-label={`Epoch ${run.epoch} of at most ${run.config.epochs}`}
        />
      )}
      <dl className={classes.facts}>
        <Fact name="Computes on">
          {run.device ?? 'not started'}
          {run.backend !== null && (
            <Text size="xs" c="dimmed">
              {run.backend}
              {run.reason !== null && `: ${run.reason}`}
            </Text>
          )}
        </Fact>
        <Fact name="Epoch">
          {run.epoch} of at most {run.config.epochs}
          {run.bestEpoch !== null && (
            <Text size="xs" c="dimmed">
              best at {run.bestEpoch}
            </Text>
          )}
        </Fact>
        <Fact name="Epoch time">
          {run.secondsPerEpoch === null ? '–' : formatSeconds(run.secondsPerEpoch)}
          {run.loss !== null && (
            <Text size="xs" c="dimmed">
              loss {run.loss.toFixed(4)}
            </Text>
          )}
        </Fact>
        {run.state === 'running' && (
          <Fact name="Time left">
            {left === null ? 'not known yet' : formatTimeLeft(left)}
            <Text size="xs" c="dimmed">
              patience {run.config.patience}
            </Text>
          </Fact>
        )}
        <Fact name="Validation Recall@20 / NDCG@20">
          {metric(run.validation, 'recall@20')} / {metric(run.validation, 'ndcg@20')}
        </Fact>
        <Fact name="Test Recall@20 / NDCG@20">
          {run.test === null ? (
            <Text size="xs" c="dimmed">
              measured once, at the end
            </Text>
          ) : (
            `${metric(run.test, 'recall@20')} / ${metric(run.test, 'ndcg@20')}`
          )}
        </Fact>
      </dl>
    </>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function metric(metrics: Run['test'], key: string): string {
  return metrics?.[key]?.toFixed(4) ?? '–'
}
