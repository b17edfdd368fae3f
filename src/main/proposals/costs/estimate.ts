import { readChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import type { Reader } from '#main/store/database.ts'
import { countItems, readPositive, readPositiveAt } from '#main/store/item-repository.ts'
import { listJobs } from '#main/store/job-repository.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { JobEstimate, ProposeOptions, ProposeRequest, TokenCount } from '#shared/contract/jobs.ts'
import { modelOf } from '#shared/generators/generator-options.ts'
import { meanCost } from './item-cost.ts'
import { measuredCosts } from './measured-costs.ts'
import { type PromptedItem, promptCost } from './prompt-costs.ts'

/** Items whose prompts are counted where nothing was measured. */
const SAMPLED = 20

/** What a job will take: as the newest items took it; where there are none, by the characters of prompts, and without time. */
export function estimateJob(
  reader: Reader,
  request: Pick<ProposeRequest, 'dataset' | 'items' | 'limit'>,
  options: ProposeOptions,
): JobEstimate {
  const items = countLeft(reader, request, options)
  const measured = measuredCosts(reader, options.generator)
  const mean = meanCost(measured)
  if (mean === null) {
    const tokens = tokensByPrompts(reader, request, options, items)
    return { items, tokens, seconds: null, measured: 0 }
  }
  const { promptTokens, answerTokens, seconds } = mean
  const known = promptTokens !== null && answerTokens !== null
  return {
    items,
    tokens: known ? times({ prompt: promptTokens, answer: answerTokens }, items) : null,
    seconds: seconds * items,
    measured: measured.length,
  }
}

/**
 * Items that the job would take, by what earlier jobs of the same generator, model and seed did: exact but for items that
 * were proposed for twice, and cheap, which looking at every item is not.
 */
function countLeft(
  reader: Reader,
  { dataset, items, limit = Number.POSITIVE_INFINITY }: Pick<ProposeRequest, 'dataset' | 'items' | 'limit'>,
  options: ProposeOptions,
): number {
  if (items !== undefined) return Math.min(new Set(items).size, limit)
  const same = listJobs(reader).filter(
    (job) =>
      job.dataset === dataset &&
      job.options.generator.name === options.generator.name &&
      modelOf(job.options.generator) === modelOf(options.generator) &&
      job.options.seed === options.seed,
  )
  const taken = same.reduce((sum, job) => {
    const isOpen = job.state === 'running' || job.state === 'paused'
    return sum + (isOpen ? job.total - job.failed : job.done)
  }, 0)
  return Math.min(Math.max(0, countItems(reader, dataset) - taken), limit)
}

function tokensByPrompts(
  reader: Reader,
  request: Pick<ProposeRequest, 'dataset' | 'items'>,
  { generator }: ProposeOptions,
  items: number,
): TokenCount | null {
  if (!('templates' in generator)) return null
  const templates = readChosenTemplates(reader, generator.templates)
  const costs = sampleOf(reader, request).map((item) => promptCost(item, templates, generator.pictures))
  if (costs.length === 0) return null
  const sum = costs.reduce(
    (all, { prompt, answer }) => ({ prompt: all.prompt + prompt, answer: all.answer + answer }),
    { prompt: 0, answer: 0 },
  )
  return times(sum, items / costs.length)
}

/** Some of the items, evenly over the catalogue. */
function sampleOf(
  reader: Reader,
  { dataset, items }: Pick<ProposeRequest, 'dataset' | 'items'>,
): PromptedItem[] {
  const found =
    items === undefined
      ? positions(reader, dataset).map((position) => readPositiveAt(reader, dataset, position))
      : items.slice(0, SAMPLED).map((item) => readPositive(reader, item))
  return found.filter((item) => item !== undefined)
}

function positions(reader: Reader, dataset: DatasetId): number[] {
  const count = countItems(reader, dataset)
  const length = Math.min(SAMPLED, count)
  return Array.from({ length }, (_, index) => Math.floor((index * count) / length))
}

function times({ prompt, answer }: TokenCount, items: number): TokenCount {
  return { prompt: Math.round(prompt * items), answer: Math.round(answer * items) }
}
