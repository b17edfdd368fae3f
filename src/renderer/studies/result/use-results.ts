import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { Study } from '#shared/contract/studies.ts'
import { api } from '../../app/client.ts'

/**
 * The figures of a study so far. They are read again when another training is tested or the state changes, and not with
 * every event: the analysis looks at every tested user.
 */
export function useResults(study: Study) {
  const options = api.studies.results.queryOptions({ input: { study: study.id } })
  const tested = study.trials.filter(({ stage, state }) => stage === 'final' && state === 'finished').length
  return useQuery({
    ...options,
    queryKey: [...options.queryKey, tested, study.state],
    enabled: tested > 0,
    placeholderData: keepPreviousData,
  })
}
