import { isDeepStrictEqual } from 'node:util'
import type { Reader } from '#main/store/database.ts'
import { listJobs } from '#main/store/job-repository.ts'
import { readNewestSteps } from '#main/store/proposal-repository.ts'
import { type GeneratorOptions, hostOf, modelOf } from '#shared/generators/generator-options.ts'
import { type ItemCost, itemCost } from './item-cost.ts'

/** So many of the newest items tell what the next one takes. */
export const NEWEST_ITEMS = 40

/** What the newest items took of the same model on the same server with the same strategy, the newest job's first. */
export function measuredCosts(reader: Reader, options: GeneratorOptions): ItemCost[] {
  const costs: ItemCost[] = []
  for (const job of listJobs(reader)) {
    if (costs.length >= NEWEST_ITEMS) break
    if (!isDeepStrictEqual(whatCosts(job.options.generator), whatCosts(options))) continue
    for (const steps of readNewestSteps(reader, job.id, NEWEST_ITEMS - costs.length)) {
      const cost = itemCost(steps, job.options.concurrency)
      if (cost !== null) costs.push(cost)
    }
  }
  return costs
}

/** Of a job's options what tokens and time depend on most. */
function whatCosts(options: GeneratorOptions): unknown[] {
  const strategy = 'strategy' in options ? options.strategy : null
  const pictures = 'pictures' in options ? options.pictures : null
  return [options.name, modelOf(options), hostOf(options), strategy, pictures]
}
