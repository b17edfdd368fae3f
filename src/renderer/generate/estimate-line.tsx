import { Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { ProposeRequest } from '#shared/contract/jobs.ts'
import { estimateSentence } from '#shared/jobs/cost-words.ts'
import { api } from '../app/client.ts'

/** What a job of this request would take, once the form has come to rest; nothing while that is not known. */
export function EstimateLine({ request }: { request: ProposeRequest }) {
  const [settled] = useDebouncedValue(request, 300)
  const estimate = useQuery(
    api.jobs.estimate.queryOptions({
      input: settled,
      placeholderData: keepPreviousData,
      // Earlier items tell more each time, and a job that was started takes some of the items.
      staleTime: 0,
    }),
  )
  const sentence = estimate.data === undefined ? null : estimateSentence(estimate.data)
  return (
    <Text size="xs" c="dimmed" mt={6} role="status">
      {sentence}
    </Text>
  )
}
