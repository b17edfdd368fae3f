import { Anchor, Button, Group, Popover, Stack, Text, UnstyledButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { assertNever } from '#shared/assert-never.ts'
import type { Job } from '#shared/contract/jobs.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { Run } from '#shared/contract/runs.ts'
import { generatorNamed } from '#shared/generators/generator-options.ts'
import { countOf, formatCount, formatSeconds, formatShare } from '../components/format.ts'
import { OwnerOnly } from '../components/owner-only.tsx'
import { api, client } from './client.ts'
import { EncodingStatus } from './encoding-status.tsx'
import { type Connection, useConnection } from './live-events.ts'
import { DoneMessage } from './messages.tsx'
import { ollamaSummary } from './ollama-model.ts'
import { SessionStatus } from './session-status.tsx'
import classes from './shell.module.css'
import { generatorLabel, jobShare, useWork } from './work.ts'
import { WorkItem, WorkRow } from './work-item.tsx'

const TONES = {
  ok: 'light-dark(#12916a, #34c997)',
  warning: 'light-dark(#c77700, #f2b33d)',
  absent: 'light-dark(#9aa1ad, #6d7482)',
} as const
type Tone = keyof typeof TONES

const OLLAMA_LOOK_MILLISECONDS = 20_000

/** What the studio is doing and what it can reach, in sight of every page. */
export function StatusBar() {
  const { jobs, runs } = useWork()
  return (
    <section className={classes.status} aria-label="Status">
      <EngineStatus connection={useConnection()} />
      <OwnerOnly>
        <OllamaStatusItem busy={jobs.some(usesOllamaNow)} />
      </OwnerOnly>
      <SessionStatus />
      <DoneMessage />
      <EncodingStatus />
      {jobs.length > 0 && <JobsStatus jobs={jobs} />}
      {runs.length > 0 && <RunsStatus runs={runs} />}
    </section>
  )
}

function usesOllamaNow(job: Job): boolean {
  return job.state === 'running' && generatorNamed(job.options.generator.name).needs.server === 'ollama'
}

function Dot({ tone }: { tone: Tone }) {
  return <span className={classes.dot} style={{ background: TONES[tone] }} aria-hidden />
}

function EngineStatus({ connection }: { connection: Connection }) {
  const status = useQuery(api.system.status.queryOptions())
  const { tone, text } = engineSummary(connection)
  return (
    <Popover position="top-start">
      <Popover.Target>
        <UnstyledButton className={classes.statusItem}>
          <Dot tone={tone} />
          {text}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Text size="sm">NegGen Studio {status.data?.version}</Text>
        {status.data?.workspace !== null && (
          <Text size="xs" c="dimmed">
            Workspace: {status.data?.workspace ?? 'not known yet'}
          </Text>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}

function engineSummary(connection: Connection): { tone: Tone; text: string } {
  switch (connection.state) {
    case 'connecting':
      return { tone: 'absent', text: 'Connecting to the engine…' }
    case 'connected':
      return { tone: 'ok', text: 'Engine connected' }
    case 'lost':
      return { tone: 'warning', text: 'Engine does not answer' }
    case 'signed-out':
      return { tone: 'warning', text: 'Not signed in' }
    default:
      return assertNever(connection)
  }
}

function OllamaStatusItem({ busy }: { busy: boolean }) {
  const status = useQuery(
    api.ollama.status.queryOptions({
      input: { wait: false },
      // Each question makes the engine look again; what it finds comes as an event.
      refetchInterval: OLLAMA_LOOK_MILLISECONDS,
    }),
  )
  const settings = useQuery(api.system.settings.queryOptions())
  if (status.data === undefined || settings.data === undefined) return null
  const { tone, text } = ollamaSummary(status.data, settings.data.model, busy)
  return (
    <Popover position="top-start" width={340} trapFocus={false}>
      <Popover.Target>
        <UnstyledButton className={classes.statusItem}>
          <Dot tone={tone} />
          {text}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <OllamaDetails status={status.data} />
      </Popover.Dropdown>
    </Popover>
  )
}

function OllamaDetails({ status }: { status: OllamaStatus }) {
  return (
    <Stack gap="xs" align="flex-start">
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {ollamaSentence(status)}
      </Text>
      <Group gap="xs">
        <Button variant="default" size="compact-xs" onClick={() => void client.ollama.status({ wait: true })}>
          Retry
        </Button>
        <Anchor component={Link} to="/generate" size="xs">
          Choose a model
        </Anchor>
        <Anchor component={Link} to="/settings" size="xs">
          Change the host
        </Anchor>
      </Group>
    </Stack>
  )
}

function ollamaSentence(status: OllamaStatus): string {
  switch (status.state) {
    case 'checking':
      return `Looking for a server at ${status.host}.`
    case 'unreachable':
      return status.message
    case 'connected':
      return `Version ${status.version} at ${status.host}, with ${countOf(status.models.length, 'model')}.`
    default:
      return assertNever(status)
  }
}

function JobsStatus({ jobs }: { jobs: Job[] }) {
  const total = jobs.reduce((sum, job) => sum + job.total, 0)
  const behind = jobs.reduce((sum, job) => sum + job.done + job.failed, 0)
  const share = total === 0 ? 1 : behind / total
  const paused = jobs.every((job) => job.state === 'paused')
  return (
    <WorkItem
      share={share}
      text={`${countOf(jobs.length, 'job')}${paused ? ' paused' : ''} · ${formatShare(share)}`}
    >
      {jobs.map((job) => (
        <WorkRow
          key={job.id}
          title={`${job.datasetName} · ${generatorLabel(job.options)}`}
          share={jobShare(job)}
          detail={`${formatCount(job.done)} of ${formatCount(job.total)}${
            job.state === 'paused'
              ? ', paused'
              : job.waitingFor !== null
                ? ', waiting for its server'
                : job.secondsLeft === null
                  ? ''
                  : `, ${formatSeconds(job.secondsLeft)} left`
          }`}
        />
      ))}
      <Anchor component={Link} to="/generate" size="xs">
        Open Generate
      </Anchor>
    </WorkItem>
  )
}

function RunsStatus({ runs }: { runs: Run[] }) {
  const current = runs.find((run) => run.state === 'running') ?? runs[0]
  const share = current === undefined ? 0 : current.epoch / current.config.epochs
  return (
    <WorkItem
      share={share}
      text={`${countOf(runs.length, 'run')}${current === undefined ? '' : ` · epoch ${formatCount(current.epoch)}`}`}
    >
      {runs.map((run) => (
        <WorkRow
          key={run.id}
          title={run.name}
          share={run.epoch / run.config.epochs}
          detail={
            run.state === 'queued'
              ? 'queued'
              : `epoch ${formatCount(run.epoch)} of at most ${formatCount(run.config.epochs)}`
          }
        />
      ))}
      <Anchor component={Link} to="/train" size="xs">
        Open Train
      </Anchor>
    </WorkItem>
  )
}
