import { EmptyState, Skeleton, Stack, Title } from '@mantine/core'
import { IconStack2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import classes from './generate.module.css'
import { JobCard } from './job-card.tsx'
import { NewJob } from './new-job.tsx'

/** Starting jobs on the left, what they do on the right. */
export function JobsTab({ dataset }: { dataset: Dataset }) {
  const jobs = useQuery(api.jobs.list.queryOptions())
  const settings = useQuery(api.system.settings.queryOptions())
  const status = useQuery(api.ollama.status.queryOptions({ input: { wait: false } }))
  /** Newest first. */
  const reviewable = jobs.data?.find(({ done }) => done > 0)?.id
  return (
    <div className={classes.jobs}>
      {settings.error !== null && (
        <FailureCard error={settings.error} retry={() => void settings.refetch()} />
      )}
      {settings.isPending || status.isPending ? (
        <Skeleton h="28rem" />
      ) : (
        settings.data !== undefined && (
          <NewJob dataset={dataset} settings={settings.data} status={status.data} />
        )
      )}
      <Stack component="section" gap="sm" aria-label="Jobs">
        <Title order={2} size="h6">
          Jobs
        </Title>
        {jobs.error !== null && <FailureCard error={jobs.error} retry={() => void jobs.refetch()} />}
        {jobs.isPending && <Skeleton h="7rem" />}
        {jobs.data?.length === 0 && (
          <EmptyState
            mt="xl"
            size="sm"
            icon={<IconStack2 size={36} stroke={1.4} />}
            title="No job yet"
            description="A job goes through items one by one and proposes a negative for each. It goes on when this window closes."
          />
        )}
        {jobs.data?.map((job) => (
          <JobCard key={job.id} job={job} next={job.id === reviewable} />
        ))}
      </Stack>
    </div>
  )
}
