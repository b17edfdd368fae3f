import type { StudioClient } from '#main/engine/client.ts'
import type { SnapshotId } from '#shared/contract/ids.ts'
import type { StudyTemplateName } from '#shared/contract/studies.ts'
import { assignedTo, unknownSetting } from '#shared/descriptors/parse-settings.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { StudyPlan } from '#shared/studies/plan.ts'
import { countTrainings } from '#shared/studies/trainings.ts'
import { CommonSettings } from '#shared/training/config.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, named, type Session } from '../session.ts'
import { readJson } from '../typed-files.ts'
import type { Assignment } from '../values.ts'

export interface StudyNewOptions {
  name: string
  template?: StudyTemplateName
  dataset?: string[]
  curated?: string
  uncurated?: string
  seed?: number[]
  trials?: number
  set?: Assignment[]
  file?: string
}

/** `study new`: writes a plan down, from a template or a file. `study run` starts it. */
export async function newStudy(session: Session, options: StudyNewOptions): Promise<void> {
  const { client, output } = session
  const plan = options.file === undefined ? await drafted(client, options) : planFile(session, options)
  const { name, hash, state } = await client.studies.create({ name: options.name, plan, start: false })
  const trainings = countTrainings(plan)
  output.result(
    { study: name, state, hash, arms: plan.arms.length, trainings },
    () => `study "${name}": ${plan.arms.length} arms, ${trainings} trainings, hash ${hash}`,
  )
  output.message(`\`studio study run "${name}"\` starts it.`)
}

async function drafted(client: StudioClient, options: StudyNewOptions): Promise<StudyPlan> {
  const { template, dataset: datasets = [], curated, uncurated, seed, trials } = options
  if (template === undefined) throw new UsageError('Name a --template, or a --file with a plan.')
  if (datasets.length === 0) throw new UsageError('Name at least one --dataset.')
  const replications = []
  for (const each of datasets) {
    const dataset = await datasetNamed(client, each)
    const snapshots = await client.snapshots.list({ dataset: dataset.id })
    const idOf = (name: string | undefined): SnapshotId | undefined =>
      name === undefined ? undefined : named(snapshots, 'snapshot', name).id
    replications.push({ dataset: dataset.id, curated: idOf(curated), uncurated: idOf(uncurated) })
  }
  const plan = await client.studies.draft({ template, replications })
  const settings = commonSettings(options.set ?? [])
  return {
    ...plan,
    ...(seed !== undefined && { seeds: seed }),
    ...(trials !== undefined && { tuning: { ...plan.tuning, trialsPerArm: trials } }),
    arms: plan.arms.map((arm) => ({ ...arm, settings: { ...arm.settings, ...settings } })),
  }
}

/** What every arm can be given alike. */
function commonSettings(set: readonly Assignment[]): Record<string, string | number> {
  const fields = settingFields(CommonSettings)
  const unknown = set.find(({ key }) => !fields.some(({ name }) => name === key))
  if (unknown !== undefined) throw new UsageError(unknownSetting(unknown.key, fields))
  const values = assignedTo(CommonSettings, Object.fromEntries(set.map(({ key, value }) => [key, value])))
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, typeof value === 'number' ? value : String(value)]),
  )
}

function planFile(session: Session, options: StudyNewOptions): StudyPlan {
  const { file = '', name: _, ...others } = options
  const extra = (['template', 'dataset', 'curated', 'uncurated', 'seed', 'trials', 'set'] as const).find(
    (key) => others[key] !== undefined,
  )
  if (extra !== undefined) throw new UsageError(`--file has the whole plan: leave --${extra} out.`)
  const path = session.path(file)
  const parsed = StudyPlan.safeParse(readJson(path))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ExpectedError(
    'BAD_INPUT',
    `This is no plan: ${[issue?.path.join('.'), issue?.message].filter(Boolean).join(': ')}.`,
    { location: { file: path }, retry: 'Write it as `plan` of `studio study show --json` has it.' },
  )
}
