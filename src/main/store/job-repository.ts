import type { DatasetId, ItemId, JobId } from '#shared/contract/ids.ts'
import type { Job, JobState, ProposeOptions } from '#shared/contract/jobs.ts'
import { JOB_TRANSITIONS, type JobEvent } from '#shared/jobs/life-cycle.ts'
import type { Reader, Writer } from './database.ts'
import { removeStepAnswersOfJob } from './step-answer-repository.ts'
import { StoredJobOptions, storedJobOptions } from './stored-job-options.ts'
import { decodeJson } from './stored-json.ts'

/** A job as the store knows it; only the queue that runs it knows its rate. */
export type StoredJob = Omit<Job, 'rate' | 'secondsLeft' | 'tokensLeft' | 'waitingFor'>

/** A new running job with its items; it is there with all of them or not at all. */
export function insertJob(
  writer: Writer,
  job: { dataset: DatasetId; options: ProposeOptions; createdAt: number },
  items: readonly ItemId[],
): JobId {
  return writer.transaction(() => {
    const { lastId } = writer.run(
      `INSERT INTO job (dataset_id, state, options, created_at)
       VALUES (:dataset, 'running', :options, :createdAt)`,
      {
        dataset: job.dataset,
        options: JSON.stringify(storedJobOptions(job.options)),
        createdAt: job.createdAt,
      },
    )
    writer.run(
      `INSERT INTO job_item (job_id, item_id, state)
       SELECT :job, value, 'waiting' FROM json_each(:items)`,
      { job: lastId, items: JSON.stringify(items) },
    )
    return lastId as JobId
  })
}

interface JobRow {
  id: number
  dataset_id: number
  name: string
  state: JobState
  options: string
  created_at: number
  finished_at: number | null
  message: string | null
  total: number
  done: number
  failed: number
}

const SELECT_JOB = `
  SELECT j.*, d.name,
    (SELECT count(*) FROM job_item WHERE job_id = j.id) AS total,
    (SELECT count(*) FROM job_item WHERE job_id = j.id AND state = 'done') AS done,
    (SELECT count(*) FROM job_item WHERE job_id = j.id AND state = 'failed') AS failed
  FROM job AS j JOIN dataset AS d ON d.id = j.dataset_id`

export function readJob(reader: Reader, job: JobId): StoredJob | undefined {
  const row = reader.get<JobRow>(`${SELECT_JOB} WHERE j.id = :job`, { job })
  return row && toJob(row)
}

/** Newest first. */
export function listJobs(reader: Reader): StoredJob[] {
  return reader
    .all<JobRow>(
      `${SELECT_JOB} WHERE NOT EXISTS (SELECT 1 FROM audit_job WHERE job_id = j.id) ORDER BY j.id DESC`,
    )
    .map(toJob)
}

function toJob(row: JobRow): StoredJob {
  return {
    id: row.id as JobId,
    dataset: row.dataset_id as DatasetId,
    datasetName: row.name,
    state: row.state,
    options: decodeJson(StoredJobOptions, row.options),
    total: row.total,
    done: row.done,
    failed: row.failed,
    createdAt: row.created_at,
    finishedAt: row.finished_at,
    message: row.message,
  }
}

/**
 * Moves a job to the state that an event leads to. A job that is gone is left alone.
 *
 * @param change the sentence beside the state, and when the event happened
 * @throws Error when the event cannot happen in the job's state, which is a bug of the caller
 */
export function moveJob(
  writer: Writer,
  job: JobId,
  event: JobEvent,
  change: { message: string | null; at: number },
): void {
  const { from, to } = JOB_TRANSITIONS[event]
  const states = from.map((state) => `'${state}'`).join(', ')
  const moved = writer.transaction(() => {
    const { changes } = writer.run(
      `UPDATE job SET state = :to, message = :message, finished_at = :finishedAt
       WHERE id = :job AND state IN (${states})`,
      {
        job,
        to,
        message: change.message,
        finishedAt: to === 'running' || to === 'paused' ? null : change.at,
      },
    )
    if (changes > 0 && to === 'stopped') removeStepAnswersOfJob(writer, job)
    return changes > 0
  })
  if (moved) return
  const now = writer.get<{ state: JobState }>('SELECT state FROM job WHERE id = :job', { job })
  if (now !== undefined) throw new Error(`Job ${job} is ${now.state}, so the event ${event} cannot happen.`)
}
