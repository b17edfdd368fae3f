import { Code, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Job } from '#shared/contract/jobs.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { PageLink } from '../components/links.tsx'
import classes from './generate.module.css'

/** Which items failed, why, and what the model said, word for word. */
export function JobFailures({ job }: { job: Job }) {
  const query = useQuery({
    ...api.jobs.failures.queryOptions({ input: { job: job.id } }),
    // One more failure is another list.
    queryKey: [...api.jobs.failures.key({ input: { job: job.id } }), job.failed],
  })
  if (query.error !== null) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  if (query.data === undefined) return <Skeleton h="4rem" mt="xs" />
  return (
    <Stack gap="sm" mt="sm">
      {query.data.map((failure) => (
        <div key={failure.item}>
          <Text size="sm" fw={500} dir="auto">
            <PageLink to="/catalogue" search={{ item: failure.item }} inherit>
              {failure.title}
            </PageLink>{' '}
            <Text component="span" size="xs" c="dimmed">
              after {countOf(failure.attempts, 'attempt')}
            </Text>
          </Text>
          <Text size="sm">{failure.error}</Text>
          {failure.answers.length > 0 && (
            <details>
              <Text component="summary" size="xs" c="dimmed" style={{ cursor: 'pointer' }}>
                What the model said
              </Text>
              {failure.answers.map((answer, attempt) => (
                <Code
                  block
                  // biome-ignore lint/suspicious/noArrayIndexKey: attempts have no identity but their order
                  key={attempt}
                  mt={4}
                  tabIndex={0}
                  aria-label={`Answer ${attempt + 1}`}
                  className={classes.raw ?? ''}
                >
                  {answer}
                </Code>
              ))}
            </details>
          )}
        </div>
      ))}
    </Stack>
  )
}
