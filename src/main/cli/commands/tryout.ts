import { readFile } from 'node:fs/promises'
import type { StudioClient } from '#main/engine/client.ts'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { StepProvenance } from '#shared/contract/proposals.ts'
import { TemplateKind } from '#shared/contract/templates.ts'
import type { Draft, TryoutNegative, TryoutQuestion, TryoutRequest } from '#shared/contract/tryouts.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { chosenSettings } from '#shared/generators/assign-job-settings.ts'
import type { GeneratorKind } from '#shared/generators/generator-options.ts'
import { UsageError } from '../failure.ts'
import { datasetNamed, type Session } from '../session.ts'
import { type Assignment, orUsageError } from '../values.ts'

export interface TryoutOptions {
  dataset: string
  item: string
  generator: GeneratorKind
  set?: Assignment[]
  draft?: Assignment[]
  prompts?: boolean
  advice?: boolean
}

/** `try`: asks the prompts of one item, step by step, and shows what comes of it; stores nothing. */
export async function tryout(session: Session, options: TryoutOptions): Promise<void> {
  const { client, output } = session
  const { generator, set = [], advice = false } = options
  const dataset = await datasetNamed(client, options.dataset)
  const assigned = Object.fromEntries(set.map(({ key, value }) => [key, value]))
  const workspace = await client.system.settings()
  const { own, common } = orUsageError(() => chosenSettings(generator, assigned, workspace))
  const request: Omit<TryoutRequest, 'answered'> = {
    item: await itemNamed(client, dataset.id, options.item),
    generator,
    settings: own,
    seed: common.seed ?? 1,
    advice,
    drafts: await readDrafts(session, options.draft ?? [], own),
  }
  const answered: StepProvenance[] = []
  for (;;) {
    const { questions, answered: more, outcome } = await client.tryouts.ask({ ...request, answered })
    for (const question of questions) output.result(question, () => questionText(question, options))
    answered.push(...more)
    if (outcome.state === 'failed') {
      const { message, retry } = outcome
      throw new ExpectedError('MODEL_FAILED', message, retry === null ? {} : { retry })
    }
    if (outcome.state === 'made') return output.result(outcome.made, () => negativeText(outcome.made))
  }
}

async function itemNamed(client: StudioClient, dataset: DatasetId, externalId: string): Promise<ItemId> {
  const page = { dataset, filter: { search: externalId }, sort: 'catalogue' as const, offset: 0, limit: 500 }
  const { items } = await client.catalogue.items(page)
  const found = items.find((item) => item.externalId === externalId)
  if (found !== undefined) return found.id
  throw new ExpectedError('NOT_FOUND', `There is no item "${externalId}" in this data set.`)
}

/** Each draft is a file with the prompt; the system text is that of the template. */
async function readDrafts(
  { client, path }: Session,
  drafts: readonly Assignment[],
  settings: Readonly<Record<string, unknown>>,
): Promise<Partial<Record<TemplateKind, Draft>>> {
  const templates = await client.templates.list()
  const read = drafts.map(async ({ key, value }) => {
    const kind = TemplateKind.safeParse(key)
    if (!kind.success) {
      throw new UsageError(`There is no prompt "${key}"; there are ${TemplateKind.options.join(', ')}.`)
    }
    const own = templates.filter((template) => template.kind === kind.data)
    const chosen = own.find(({ id }) => id === settings[kind.data]) ?? own[0]
    const system = chosen?.versions.at(-1)?.system ?? ''
    return [kind.data, { system, prompt: await readFile(path(value), 'utf8') }] as const
  })
  return Object.fromEntries(await Promise.all(read))
}

function questionText(question: TryoutQuestion, { prompts }: TryoutOptions): string {
  const { step, system, prompt, complaint, answer, violation, promptTokens, answerTokens } = question
  const tokens = `${promptTokens ?? '?'} tokens read, ${answerTokens ?? '?'} written`
  return [
    `${step}${complaint === null ? '' : ', asked again'} (${tokens}, ${(question.milliseconds / 1000).toFixed(1)} s)`,
    ...(prompts && complaint === null ? [indented(system), indented(prompt)] : []),
    indented(answer),
    violation === null ? '  Keeps the rules.' : `  ${violation}`,
    '',
  ].join('\n')
}

function negativeText({ negative, flags }: TryoutNegative): string {
  return [
    ...negative.attributes.map(({ name, from, to }) => `${name}: ${from} → ${to}`),
    '',
    negative.text,
    ...(negative.visual === '' ? [] : ['', negative.visual]),
    ...(flags.length === 0 ? [] : ['', `Flags: ${flags.join(', ')}`]),
  ].join('\n')
}

function indented(text: string): string {
  return text
    .split('\n')
    .map((line) => `    ${line}`.trimEnd())
    .join('\n')
}
