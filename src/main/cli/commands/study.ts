import { writeFile } from 'node:fs/promises'
import type { StudioClient } from '#main/engine/client.ts'
import { giveAsUsual } from '#main/store/private-files.ts'
import type { StudyId } from '#shared/contract/ids.ts'
import type { Study, StudyFormat, StudyTrial } from '#shared/contract/studies.ts'
import { formatSeconds } from '#shared/duration.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { testOf } from '#shared/runs/run-facts.ts'
import { Interrupted } from '../failure.ts'
import { followUntil } from '../follow.ts'
import { named, type Session } from '../session.ts'
import { figure } from '../terminal.ts'
import { studyResult, studyText } from './study-result.ts'

async function studyNamed(client: StudioClient, name: string): Promise<StudyId> {
  return named(await client.studies.list({}), 'study', name).id
}

/** `study list`: a row each, the newest first. */
export async function listStudies({ client, output }: Session): Promise<void> {
  const studies = await client.studies.list({})
  output.rows(
    studies.map(({ name, question, state, hash, datasets, arms, progress, conclusion, explanation }) => ({
      ...{ study: name, question, state, hash, arms, progress, conclusion, explanation },
      datasets: datasets.map((dataset) => dataset.name),
    })),
    {
      study: ({ study }) => study,
      state: ({ state }) => state,
      arms: ({ arms }) => arms,
      trained: ({ progress }) => `${progress.finished} of ${progress.total}`,
      'data sets': ({ datasets }) => datasets.join(', '),
      conclusion: ({ conclusion }) => conclusion?.split('\n')[0] ?? '',
    },
    'No studies.',
  )
}

/** `study show`: what it found so far. */
export async function showStudy({ client, output }: Session, name: string): Promise<void> {
  const study = await studyNamed(client, name)
  const [found, results] = [await client.studies.get({ study }), await client.studies.results({ study })]
  output.result(studyResult(found, results), () => studyText(found, results))
}

/** `study export`: its tables in a file. */
export async function exportStudy(
  { client, output, path }: Session,
  name: string,
  { format, to }: { format: StudyFormat; to: string },
): Promise<void> {
  const study = await studyNamed(client, name)
  const { content } = await client.studies.export({ study, format })
  const file = path(to)
  await writeFile(file, content).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error)
    throw new ExpectedError('BAD_INPUT', `The file cannot be written: ${reason}.`, { location: { file } })
  })
  await giveAsUsual(file)
  output.result({ files: [file] }, () => file)
}

/**
 * `study run`: starts a study or goes on with it; a line for each training that is finished, then what was found. Ctrl-C
 * pauses it.
 *
 * @throws ExpectedError CONFLICT when it failed, was stopped, or was paused by somebody else
 * @throws Interrupted when Ctrl-C paused it
 */
export async function runStudy(session: Session, name: string): Promise<void> {
  const { client, output, interrupted } = session
  const study = await studyNamed(client, name)
  const before = await client.studies.get({ study })
  if (before.state !== 'finished') await client.studies.resume({ study })
  const pause = () => {
    output.message('Pausing …')
    // It may just have ended, which is seen below.
    void client.studies.pause({ study }).catch(() => undefined)
  }
  interrupted.addEventListener('abort', pause, { once: true })
  if (interrupted.aborted) pause()
  try {
    const ended = await watch(session, study, new Set(before.trials.filter(isFinished).map(({ run }) => run)))
    await conclude(session, ended)
  } finally {
    interrupted.removeEventListener('abort', pause)
  }
}

/** Until it does not run any more, and nothing of it trains. */
async function watch(
  { client, output }: Session,
  study: StudyId,
  told: Set<StudyTrial['run']>,
): Promise<Study> {
  try {
    return await followUntil(
      client,
      (event) =>
        (event.topic === 'study' && event.study.id === study) ||
        (event.topic === 'run' && event.run.study?.id === study),
      async () => {
        const now = await client.studies.get({ study })
        for (const trial of now.trials) {
          if (!isFinished(trial) || told.has(trial.run)) continue
          told.add(trial.run)
          await tell({ client, output }, now, trial)
        }
        const { finished, total, secondsLeft } = now.progress
        const left = secondsLeft === null ? '' : `, about ${formatSeconds(secondsLeft)} left`
        output.status(`${finished} of ${total} trainings${left}`)
        const trains = now.trials.some(({ state }) => state === 'running')
        return now.state === 'running' || trains ? null : now
      },
    )
  } finally {
    output.status(null)
  }
}

function isFinished({ state }: StudyTrial): boolean {
  return state === 'finished'
}

async function tell(
  { client, output }: Pick<Session, 'client' | 'output'>,
  { plan, datasets, progress }: Study,
  trial: StudyTrial,
): Promise<void> {
  if (trial.run === null) return
  const { arm, stage, point, seed, run, validation } = trial
  const test = testOf(await client.runs.get({ run }))?.[plan.metric] ?? null
  const dataset = datasets[trial.replication]?.name ?? ''
  const label = plan.arms.find(({ name }) => name === arm)?.label ?? arm
  output.result({ run, dataset, arm, stage, point, seed, validation, test, progress }, () =>
    [
      ...(datasets.length > 1 ? [dataset] : []),
      label,
      ...Object.entries(point).map(([setting, value]) => `${setting} ${value}`),
      ...(stage === 'final' ? [`seed ${seed}`] : []),
      stage === 'tuning' || test === null
        ? `validation ${plan.metric} ${figure(validation) ?? '-'}`
        : `test ${plan.metric} ${figure(test)}`,
    ].join(', '),
  )
}

async function conclude({ client, output, interrupted }: Session, ended: Study): Promise<void> {
  const { id: study, name, state, explanation } = ended
  const retry = `\`studio study run "${name}"\` goes on with it.`
  if (state === 'failed') throw new ExpectedError('CONFLICT', explanation ?? `"${name}" failed.`, { retry })
  if (state === 'stopped') throw new ExpectedError('CONFLICT', `"${name}" was stopped.`)
  if (state === 'paused' && !interrupted.aborted) {
    throw new ExpectedError('CONFLICT', explanation ?? `"${name}" was paused.`, { retry })
  }
  const results = await client.studies.results({ study })
  output.result(studyResult(ended, results), () => studyText(ended, results))
  if (state === 'paused') throw new Interrupted(`"${name}" is paused. ${retry}`)
}
