import { assertNever } from '#shared/assert-never.ts'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { ProposeRequest } from '#shared/contract/jobs.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import type { Settings } from '#shared/contract/system.ts'
import type { Template, TemplateKind } from '#shared/contract/templates.ts'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { type SettingField, settingFields } from '#shared/descriptors/settings-fields.ts'
import type { GeneratorDescriptor } from '#shared/generators/generator-descriptor.ts'
import { type GeneratorKind, generatorNamed } from '#shared/generators/generator-options.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { generators } from '#shared/generators/registry.ts'
import { stepsAsked } from '#shared/generators/strategies/steps-asked.ts'
import type { StrategyDescriptor } from '#shared/generators/strategies/strategy-descriptor.ts'
import { StrategyName, strategyNamed } from '#shared/generators/strategies/strategy-name.ts'
import { findModel } from '../app/ollama-model.ts'

/** Settings by name; a field that is being typed may hold what its schema refuses. */
export type SettingValues = Readonly<Record<string, unknown>>

/** What a person says of a job before it starts. */
export interface JobForm {
  readonly generator: GeneratorKind
  /** The settings of every job. */
  readonly common: SettingValues
  /** By generator, so that what was set for one is there again after a look at another. */
  readonly own: { readonly [Name in GeneratorKind]?: SettingValues }
  /** How many of the items that have no proposal of this generator and model yet; null for all. */
  readonly limit: number | null
  /** Whether a model is told what curators reject. */
  readonly advice: boolean
}

const WITH_OLLAMA = firstGenerator('ollama')
const WITH_OPENAI = firstGenerator('openai')
/** What a job can always use. */
export const WITHOUT_SERVER = firstGenerator(null)

function firstGenerator(server: GeneratorDescriptor['needs']['server']): GeneratorKind {
  const found = generators.find(({ needs }) => needs.server === server)
  if (found === undefined) throw new Error(`No generator needs ${server ?? 'no server'}.`)
  return found.name
}

/** The generator that suits what the servers answered; null as long as Ollama was not looked at. */
export function suggestedGenerator(
  status: OllamaStatus | undefined,
  openai?: OpenAiStatus,
): GeneratorKind | null {
  switch (status?.state) {
    case 'connected':
      return WITH_OLLAMA
    case 'unreachable':
      return openai?.state === 'connected' ? WITH_OPENAI : WITHOUT_SERVER
    case 'checking':
    case undefined:
      return null
  }
}

/** The form as it opens: every setting as the workspace has it, or its default. */
export function newJobForm(settings: Settings, status: OllamaStatus | undefined): JobForm {
  return {
    generator: suggestedGenerator(status) ?? WITH_OLLAMA,
    common: JobSettings.parse({ concurrency: settings.concurrency }),
    own: Object.fromEntries(
      generators.map(({ name }) => {
        const { settings: schema, defaults } = generatorNamed(name)
        const initial = settingFields(schema).map((field) => [field.name, field.default])
        return [name, { ...Object.fromEntries(initial), ...defaults?.(settings) }]
      }),
    ),
    limit: 50,
    advice: false,
  }
}

/** The values of the generator's own settings. */
export function ownSettings({ own, generator }: JobForm): SettingValues {
  return own[generator] ?? {}
}

/** The form with some of the generator's own settings changed. */
export function withOwn(form: JobForm, change: SettingValues): JobForm {
  return { ...form, own: { ...form.own, [form.generator]: { ...ownSettings(form), ...change } } }
}

/** The fields of the generator's own settings, by what shows them: of templates those that the form's strategy asks. */
export function ownFields(form: JobForm): Record<'model' | 'template' | 'plain', SettingField[]> {
  const fields = settingFields(generatorNamed(form.generator).settings)
  const shownBy = (control: SettingField['control']) => fields.filter((field) => field.control === control)
  const strategy = chosenStrategy(form)
  const asked: readonly string[] =
    strategy === null ? [] : stepsAsked(strategy, ownSettings(form).pictures !== false)
  const template = shownBy('template').filter(({ name }) => asked.includes(name))
  return { model: shownBy('model'), template, plain: shownBy(null) }
}

/** The strategy that the form has; null for a generator that has none. */
export function chosenStrategy(form: JobForm): StrategyDescriptor | null {
  const chosen = StrategyName.safeParse(ownSettings(form).strategy)
  return chosen.success ? strategyNamed(chosen.data) : null
}

/** A sentence for each setting that cannot be used. */
export function settingProblems(form: JobForm): Readonly<Record<string, string>> {
  return {
    ...problemsIn(JobSettings, form.common),
    ...problemsIn(generatorNamed(form.generator).settings, ownSettings(form)),
  }
}

/** Why the job cannot start, in a sentence; null when it can. */
export function jobProblem(
  form: JobForm,
  status: OllamaStatus | undefined,
  openai?: OpenAiStatus,
): string | null {
  const unfit = Object.values(settingProblems(form))[0] ?? null
  const { server } = generatorNamed(form.generator).needs
  switch (server) {
    case null:
      return unfit
    case 'ollama':
      return ollamaProblem(ownSettings(form), status) ?? unfit
    case 'openai':
      return openAiProblem(ownSettings(form), openai) ?? unfit
    default:
      return assertNever(server)
  }
}

function ollamaProblem(
  { model: name, pictures }: SettingValues,
  status: OllamaStatus | undefined,
): string | null {
  if (status === undefined || status.state === 'checking') return 'Waiting for Ollama to answer.'
  if (status.state === 'unreachable') return 'Ollama is not running. Start it, or generate without a model.'
  if (typeof name !== 'string') return 'Choose a model.'
  const model = findModel(status, name)
  if (model === null) return `${name} is not installed. Pull it, or choose another model.`
  if (model.vision === false && pictures !== false) {
    return `${model.name} cannot see pictures. Choose a model that can, or switch "Look at pictures" off.`
  }
  return null
}

/** What another server than that of the settings lists, a job finds out when it starts. */
function openAiProblem({ model, host }: SettingValues, status: OpenAiStatus | undefined): string | null {
  if (status === undefined) return 'Waiting for the server to answer.'
  if (host === '') return 'No server is set. Set its address in the settings.'
  if (typeof model !== 'string') return 'Choose a model.'
  if (status.state === 'unset' || status.host !== host) return null
  if (status.state === 'unreachable') return status.message
  const listed = status.models.some(({ name }) => name === model)
  return listed ? null : `The server lists no model "${model}". Choose another one.`
}

/** What the engine is asked for. The form can start; see `jobProblem`. */
export function proposeRequest(form: JobForm, dataset: DatasetId, items: ItemId[] | null): ProposeRequest {
  const which = items === null ? (form.limit === null ? {} : { limit: form.limit }) : { items }
  return {
    dataset,
    generator: form.generator,
    ...JobSettings.parse(form.common),
    settings: ownSettings(form),
    ...(generatorNamed(form.generator).needs.server && form.advice && { advice: true }),
    ...which,
  }
}

export function templatesOf(templates: readonly Template[], kind: TemplateKind): Template[] {
  return templates.filter((template) => template.kind === kind)
}
