import { useQuery } from '@tanstack/react-query'
import type { Job } from '#shared/contract/jobs.ts'
import type { Run, RunSelection } from '#shared/contract/runs.ts'
import { generatorNamed, modelOf, NO_MODEL } from '#shared/generators/generator-options.ts'
import { useIsOwner } from './caller.ts'
import { api } from './client.ts'

const ACTIVE: RunSelection = { states: ['running', 'queued'] }

/** The engine's long work as it stands now, for what shows it from every page. */
export function useWork(): { jobs: Job[]; runs: Run[] } {
  const enabled = useIsOwner()
  const jobs = useQuery({ ...api.jobs.list.queryOptions(), enabled })
  const runs = useQuery({ ...api.runs.list.queryOptions({ input: ACTIVE }), enabled })
  return {
    jobs: (jobs.data ?? []).filter((job) => job.state === 'running' || job.state === 'paused'),
    runs: runs.data ?? [],
  }
}

/** How far a job is, between 0 and 1; what failed is behind it as well. */
export function jobShare(job: Pick<Job, 'done' | 'failed' | 'total'>): number {
  return job.total === 0 ? 1 : Math.min(1, (job.done + job.failed) / job.total)
}

export function generatorLabel(options: Job['options']): string {
  const model = modelOf(options.generator)
  return model === NO_MODEL ? generatorNamed(options.generator.name).label : model
}
