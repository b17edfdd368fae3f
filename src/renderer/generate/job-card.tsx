import { Badge, Button, Collapse, Group, Paper, Progress, Text } from '@mantine/core'
import { openConfirmModal } from '@mantine/modals'
import {
  IconAlertTriangle,
  IconListCheck,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
} from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Job, JobState } from '#shared/contract/jobs.ts'
import { tokenWords } from '#shared/jobs/cost-words.ts'
import { useChosenDataset } from '../app/chosen-dataset.ts'
import { api, queryClient } from '../app/client.ts'
import { generatorLabel, jobShare } from '../app/work.ts'
import { countOf, formatCount, formatMoment, formatSeconds } from '../components/format.ts'
import { ButtonLink } from '../components/links.tsx'
import { NextStep } from '../components/next-step.tsx'
import { JobFailures } from './job-failures.tsx'

const STATES: Record<JobState, { label: string; color: string }> = {
  running: { label: 'running', color: 'iris' },
  paused: { label: 'paused', color: 'yellow' },
  finished: { label: 'finished', color: 'teal' },
  stopped: { label: 'stopped', color: 'gray' },
  failed: { label: 'failed', color: 'red' },
}

/**
 * One job: how far it is, how fast, what failed, and what can be done with it.
 *
 * @param next reviewing what it proposed is the next step
 */
export function JobCard({ job, next = false }: { job: Job; next?: boolean }) {
  const { choose } = useChosenDataset()
  const navigate = useNavigate()
  const review = () => {
    choose(job.dataset)
    void navigate({ to: '/review' })
  }
  const [failuresOpen, setFailuresOpen] = useState(false)
  const onSuccess = (changed: Job) => {
    queryClient.setQueryData(api.jobs.list.queryKey(), (jobs) =>
      jobs?.map((other) => (other.id === changed.id ? changed : other)),
    )
  }
  const pause = useMutation(api.jobs.pause.mutationOptions({ onSuccess }))
  const resume = useMutation(api.jobs.resume.mutationOptions({ onSuccess }))
  const stop = useMutation(api.jobs.stop.mutationOptions({ onSuccess }))
  const retry = useMutation(api.jobs.retryFailed.mutationOptions({ onSuccess }))
  const busy = [pause, resume, stop, retry].some(({ isPending }) => isPending)
  const name = `Job ${job.id}`
  const open = job.state === 'running' || job.state === 'paused'
  const confirmStop = () =>
    openConfirmModal({
      title: `Stop job ${job.id}?`,
      children: (
        <Text size="sm">
          The {countOf(job.done, 'proposal')} that it made stay. The other items can be taken up by a new job.
        </Text>
      ),
      labels: { confirm: 'Stop the job', cancel: 'Keep running' },
      confirmProps: { color: 'red.8' },
      onConfirm: () => stop.mutate({ job: job.id }),
    })
  return (
    <Paper component="article" withBorder p="sm" aria-label={name}>
      <Group justify="space-between" wrap="nowrap" gap="xs" mb={6}>
        <Group gap={8} wrap="nowrap" miw={0}>
          <Text size="sm" fw={600} truncate>
            {job.datasetName} · {generatorLabel(job.options)}
          </Text>
          <Badge color={STATES[job.state].color} style={{ flex: 'none' }}>
            {STATES[job.state].label}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {name}, {formatMoment(job.createdAt)}
        </Text>
      </Group>
      <Progress.Root size="sm">
        <Progress.Section
          value={job.total === 0 ? 0 : (job.done / job.total) * 100}
          color={job.state === 'finished' ? 'teal' : 'iris'}
          aria-label={`${name}: ${Math.floor(jobShare(job) * 100)} per cent`}
        />
        {job.failed > 0 && (
          <Progress.Section
            value={(job.failed / job.total) * 100}
            color="red"
            aria-label={`${name}: ${job.failed} failed`}
          />
        )}
      </Progress.Root>
      <Group justify="space-between" gap="xs" mt={6} mih={26}>
        <Text size="xs" c="dimmed" className="tabular">
          {progressWords(job)}
        </Text>
        <Group gap={4}>
          {job.failed > 0 && (
            <Button
              variant="subtle"
              color="red"
              size="compact-xs"
              leftSection={<IconAlertTriangle size={14} />}
              aria-expanded={failuresOpen}
              onClick={() => setFailuresOpen(!failuresOpen)}
            >
              {countOf(job.failed, 'failure')}
            </Button>
          )}
          {job.failed > 0 && job.state !== 'running' && (
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconRefresh size={14} />}
              disabled={busy}
              onClick={() => retry.mutate({ job: job.id })}
            >
              Retry failed
            </Button>
          )}
          {job.state === 'running' && (
            <Button
              variant="default"
              size="compact-xs"
              leftSection={<IconPlayerPause size={14} />}
              disabled={busy}
              onClick={() => pause.mutate({ job: job.id })}
            >
              Pause
            </Button>
          )}
          {job.state === 'paused' && (
            <Button
              size="compact-xs"
              leftSection={<IconPlayerPlay size={14} />}
              disabled={busy}
              onClick={() => resume.mutate({ job: job.id })}
            >
              Resume
            </Button>
          )}
          {open && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              leftSection={<IconPlayerStop size={14} />}
              disabled={busy}
              onClick={confirmStop}
            >
              Stop
            </Button>
          )}
          {next && <NextStep label="Review" icon={IconListCheck} run={review} />}
          {job.done > 0 && !next && (
            <ButtonLink
              to="/review"
              variant="subtle"
              size="compact-xs"
              leftSection={<IconListCheck size={14} />}
            >
              Review
            </ButtonLink>
          )}
        </Group>
      </Group>
      {job.waitingFor !== null && (
        <Text size="xs" mt={4} c="dimmed" role="status">
          {job.waitingFor}
        </Text>
      )}
      {job.message !== null && (
        <Text size="xs" mt={4} c={job.state === 'failed' ? 'red' : 'dimmed'} role="status">
          {job.message}
        </Text>
      )}
      <Collapse expanded={failuresOpen}>{failuresOpen && <JobFailures job={job} />}</Collapse>
    </Paper>
  )
}

function progressWords(job: Job): string {
  const parts = [`${formatCount(job.done)} of ${formatCount(job.total)}`]
  if (job.state === 'running' && job.rate !== null)
    parts.push(`${job.rate.toFixed(job.rate < 10 ? 1 : 0)} a minute`)
  if (job.state === 'running' && job.secondsLeft !== null)
    parts.push(`${formatSeconds(job.secondsLeft)} left`)
  if (job.tokensLeft !== null) parts.push(`about ${tokenWords(job.tokensLeft)}`)
  if (job.finishedAt !== null) parts.push(`took ${formatSeconds((job.finishedAt - job.createdAt) / 1000)}`)
  return parts.join(' · ')
}
