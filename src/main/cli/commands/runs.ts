import type { z } from 'zod'
import type { RunId } from '#shared/contract/ids.ts'
import { type Run, RunLabels } from '#shared/contract/runs.ts'
import { explanationOf, isResumable } from '#shared/runs/run-facts.ts'
import { assignmentsOf } from '#shared/training/assign-settings.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, type Session } from '../session.ts'
import { figure } from '../terminal.ts'
import { runResult, summary } from './follow-run.ts'

export interface RunsOptions {
  dataset?: string
  run?: RunId
  /** Labels to set; an empty text takes away what there is. */
  name?: string
  tag?: string[]
  note?: string
}

/** `runs`: a row each, the newest first; or one run, after its labels were set where some are given. */
export async function runs(session: Session, options: RunsOptions): Promise<void> {
  const { run, dataset } = options
  const labels = labelsOf(options)
  if (run === undefined) {
    if (labels !== null) throw new UsageError('--name, --tag and --note need --run, the number of the run.')
    return listRuns(session, dataset)
  }
  if (dataset !== undefined) throw new UsageError('--run names one run: leave --dataset out.')
  const { client, output } = session
  const found = labels === null ? await client.runs.get({ run }) : await client.runs.label({ run, labels })
  output.result(row(found), () => details(found).join('\n'))
}

async function listRuns({ client, output }: Session, dataset: string | undefined): Promise<void> {
  const filter = dataset === undefined ? {} : { dataset: (await datasetNamed(client, dataset)).id }
  const list = await client.runs.list(filter)
  output.rows(
    list.map(row),
    {
      run: (run) => run.run,
      name: (run) => run.name,
      dataset: (run) => run.dataset,
      snapshot: (run) => run.snapshot ?? '',
      state: (run) => run.state,
      tags: (run) => run.tags.join(' '),
      epochs: (run) => run.epochs,
      best: (run) => run.bestEpoch,
      'validation recall@20': (run) => figure(run.validation?.['recall@20']) ?? '',
      'test recall@20': (run) => figure(run.test?.['recall@20']) ?? '',
      'test ndcg@20': (run) => figure(run.test?.['ndcg@20']) ?? '',
      warning: (run) => run.warning?.label ?? '',
    },
    'No runs.',
  )
}

/** As scripts read it. */
function row(run: Run) {
  return {
    ...runResult(run),
    resumable: isResumable(run),
    name: run.name,
    dataset: run.datasetName,
    snapshot: run.snapshotName,
    config: assignmentsOf(run.config),
    createdAt: run.createdAt,
    error: explanationOf(run),
    tags: run.tags,
    notes: run.notes,
  }
}

function details(run: Run): string[] {
  const explanation = explanationOf(run)
  return [
    run.name,
    summary(run),
    ...(explanation === null ? [] : [explanation]),
    ...(run.tags.length === 0 ? [] : [`tags: ${run.tags.join(' ')}`]),
    ...(run.notes === '' ? [] : [`notes: ${run.notes}`]),
  ]
}

const GivenLabels = RunLabels.partial()

/** The labels that were given; null where none was. */
function labelsOf({ name, tag, note }: RunsOptions): z.infer<typeof GivenLabels> | null {
  const given = {
    ...(name !== undefined && { customName: name === '' ? null : name }),
    ...(tag !== undefined && { tags: tag.filter((word) => word !== '') }),
    ...(note !== undefined && { notes: note }),
  }
  if (Object.keys(given).length === 0) return null
  const parsed = GivenLabels.safeParse(given)
  if (parsed.success) return parsed.data
  throw new UsageError(
    'A name has 1 to 120 characters, a tag 1 to 40 with at most 20 tags, and a note at most 10,000.',
  )
}
