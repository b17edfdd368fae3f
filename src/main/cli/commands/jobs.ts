import type { JobId } from '#shared/contract/ids.ts'
import type { Job, JobFailure } from '#shared/contract/jobs.ts'
import type { Session } from '../session.ts'
import { type Columns, table } from '../terminal.ts'

export interface JobsOptions {
  job?: JobId
  failures?: boolean
}

/** `jobs`: a row each, the newest first; one job with its items; or the items that failed, and why. */
export async function listJobs(session: Session, { job, failures }: JobsOptions): Promise<void> {
  if (failures) return listFailures(session, job)
  if (job !== undefined) return showJob(session, job)
  session.output.rows((await session.client.jobs.list()).map(jobRow), JOB_COLUMNS, 'No jobs.')
}

async function showJob({ client, output }: Session, job: JobId): Promise<void> {
  const [found, items] = await Promise.all([client.jobs.get({ job }), client.jobs.items({ job })])
  const row = {
    ...jobRow(found),
    options: found.options,
    items: items.map(({ externalId, title, state, attempts }) => ({
      item: externalId,
      title,
      state,
      attempts,
    })),
  }
  output.result(row, () =>
    [
      table([row], JOB_COLUMNS),
      ...[found.waitingFor, row.message].filter((sentence) => sentence !== null),
      table(row.items, {
        item: (item) => item.item,
        title: (item) => item.title,
        state: (item) => item.state,
        attempts: (item) => item.attempts,
      }),
    ].join('\n\n'),
  )
}

/** The failed items of one job, or of all of them. */
async function listFailures({ client, output }: Session, job: JobId | undefined): Promise<void> {
  const jobs =
    job === undefined
      ? (await client.jobs.list()).filter(({ failed }) => failed > 0).map(({ id }) => id)
      : [job]
  let none = true
  for (const id of jobs) {
    for (const failure of await client.jobs.failures({ job: id })) {
      none = false
      const { externalId, title, attempts, error, answers } = failure
      output.result({ job: id, item: externalId, title, attempts, error, answers }, () =>
        failureText(id, failure),
      )
    }
  }
  if (none) output.message('No failed items.')
}

function jobRow(job: Job) {
  const { options } = job
  return {
    job: job.id,
    dataset: job.datasetName,
    generator: options.generator.name,
    model: 'model' in options.generator ? options.generator.model : null,
    state: job.state,
    total: job.total,
    done: job.done,
    failed: job.failed,
    createdAt: job.createdAt,
    finishedAt: job.finishedAt,
    message: job.message,
  }
}

const JOB_COLUMNS: Columns<ReturnType<typeof jobRow>> = {
  job: (row) => row.job,
  dataset: (row) => row.dataset,
  generator: (row) => row.generator,
  model: (row) => row.model ?? '',
  state: (row) => row.state,
  items: (row) => row.total,
  done: (row) => row.done,
  failed: (row) => row.failed,
}

/** The sentence, and under it what the model said, word for word: the answer, and the repaired one. */
function failureText(job: JobId, { externalId, title, attempts, error, answers }: JobFailure): string {
  const tries = attempts === 1 ? '1 attempt' : `${attempts} attempts`
  const said = answers.flatMap((answer, attempt) => [
    `  answer ${attempt + 1}:`,
    ...answer.split('\n').map((line) => `    ${line}`),
  ])
  return [`job ${job}, item ${externalId} (${title}), ${tries}`, `  ${error}`, ...said].join('\n')
}
