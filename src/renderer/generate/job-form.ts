import type { DatasetId, ItemId, TemplateId } from '#shared/contract/ids.ts'
import type { ProposeRequest } from '#shared/contract/jobs.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { Settings } from '#shared/contract/system.ts'
import type { Template, TemplateKind } from '#shared/contract/templates.ts'
import { type GeneratorKind, generatorNamed } from '#shared/generators/generator-options.ts'
import { generators } from '#shared/generators/registry.ts'
import { findModel } from '../app/ollama-model.ts'

/** What a person says of a job before it starts. */
export interface JobForm {
  generator: GeneratorKind
  model: string | null
  /** `leave out` is an ablation: the mask prompt then sees no visual description. */
  describe: TemplateId | 'leave out' | null
  mask: TemplateId | null
  complete: TemplateId | null
  /** How many of the items that have no proposal of this generator and model yet; null for all. */
  limit: number | null
  concurrency: number
  temperature: number
  seed: number
}

const FIRST_WITH_SERVER = firstGenerator(true)
/** What a job can always use. */
export const WITHOUT_SERVER = firstGenerator(false)

function firstGenerator(server: boolean): GeneratorKind {
  const found = generators.find(({ needs }) => needs.server === server)
  if (found === undefined) throw new Error(`No generator ${server ? 'uses' : 'works without'} a server.`)
  return found.name
}

/** The generator that suits what the server answered; null as long as it was not looked at. */
export function suggestedGenerator(status: OllamaStatus | undefined): GeneratorKind | null {
  switch (status?.state) {
    case 'connected':
      return FIRST_WITH_SERVER
    case 'unreachable':
      return WITHOUT_SERVER
    case 'checking':
    case undefined:
      return null
  }
}

export function newJobForm(settings: Settings, status: OllamaStatus | undefined): JobForm {
  return {
    generator: suggestedGenerator(status) ?? FIRST_WITH_SERVER,
    model: settings.model,
    describe: null,
    mask: null,
    complete: null,
    limit: 50,
    concurrency: settings.concurrency,
    temperature: settings.temperature,
    seed: 1,
  }
}

/** Why the job cannot start, in a sentence; null when it can. */
export function jobProblem(form: JobForm, status: OllamaStatus | undefined): string | null {
  if (!generatorNamed(form.generator).needs.server) return null
  if (status === undefined || status.state === 'checking') return 'Waiting for Ollama to answer.'
  if (status.state === 'unreachable') return 'Ollama is not running. Start it, or generate without a model.'
  if (form.model === null) return 'Choose a model.'
  const model = findModel(status, form.model)
  if (model === null) return `${form.model} is not installed. Pull it, or choose another model.`
  if (model.vision === false && form.describe !== 'leave out') {
    return `${model.name} cannot see pictures. Choose a model that can, or leave the describe prompt out.`
  }
  return null
}

export function proposeRequest(form: JobForm, dataset: DatasetId, items: ItemId[] | null): ProposeRequest {
  const which = items === null ? (form.limit === null ? {} : { limit: form.limit }) : { items }
  const common = {
    dataset,
    generator: form.generator,
    concurrency: form.concurrency,
    seed: form.seed,
    ...which,
  }
  if (!generatorNamed(form.generator).needs.server) return common
  return {
    ...common,
    settings: {
      ...(form.model === null ? {} : { model: form.model }),
      temperature: form.temperature,
      ...(form.describe === null
        ? {}
        : { describe: form.describe === 'leave out' ? 'leave-out' : form.describe }),
      ...(form.mask === null ? {} : { mask: form.mask }),
      ...(form.complete === null ? {} : { complete: form.complete }),
    },
  }
}

export function templatesOf(templates: readonly Template[], kind: TemplateKind): Template[] {
  return templates.filter((template) => template.kind === kind)
}
