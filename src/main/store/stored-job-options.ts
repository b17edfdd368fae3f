import { z } from 'zod'
import { ProposeOptions } from '#shared/contract/jobs.ts'
import { currentGeneratorName } from '#shared/generators/generator-options.ts'

/** Options of a generator that asks a model. */
const Prompted = z.looseObject({
  generator: z.looseObject({ templates: z.record(z.string(), z.unknown()) }),
})

/** Each takes stored options of its place's version, 1 first, to the next version. */
const UPGRADES: readonly ((stored: Record<string, unknown>) => Record<string, unknown>)[] = [
  separateGenerator,
  nameStrategy,
  withoutExamples,
]

/** Of the JSON that a job's options are stored as. Version 1 did not say its number. */
const VERSION = UPGRADES.length + 1

/**
 * A job's options as its row holds them. What an older version of the studio wrote is upgraded as it is read; the
 * stored JSON stays as it is.
 */
export const StoredJobOptions = z
  .record(z.string(), z.unknown())
  .transform(upgradeJobOptions)
  .pipe(ProposeOptions)

/** What is stored of a job's options. */
export function storedJobOptions(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return { version: VERSION, ...options }
}

/**
 * Stored options in today's shape.
 *
 * @throws Error for what a newer version of the studio wrote
 */
export function upgradeJobOptions(stored: Record<string, unknown>): Record<string, unknown> {
  const { version = 1, ...options } = stored
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1 || version > VERSION) {
    throw new Error(
      `A newer version of the studio wrote these options of a job (version ${String(version)}).`,
    )
  }
  return UPGRADES.slice(version - 1).reduce((older, toNext) => toNext(older), options)
}

/** 1 to 2: what belongs to the generator alone stood beside what every job has. */
function separateGenerator(flat: Record<string, unknown>): Record<string, unknown> {
  const { generator, concurrency, seed, hint, ...own } = flat
  if (typeof generator !== 'string') return flat
  return {
    concurrency,
    seed,
    ...(hint === undefined ? {} : { hint }),
    generator: { name: currentGeneratorName(generator), ...own },
  }
}

/** 2 to 3: there was one strategy, which a job without a describe template followed without pictures. */
function nameStrategy(earlier: Record<string, unknown>): Record<string, unknown> {
  const prompted = Prompted.safeParse(earlier)
  if (!prompted.success) return earlier
  const { generator, ...options } = prompted.data
  const { templates, ...own } = generator
  const there = Object.entries(templates).filter(([, template]) => template !== null)
  return {
    ...options,
    generator: {
      ...own,
      strategy: 'full-text',
      pictures: templates.describe !== null,
      templates: Object.fromEntries(there),
    },
  }
}

/** 3 to 4: prompts could show no negatives of the data set. */
function withoutExamples(earlier: Record<string, unknown>): Record<string, unknown> {
  const prompted = Prompted.safeParse(earlier)
  if (!prompted.success) return earlier
  const { generator, ...options } = prompted.data
  return { ...options, generator: { examples: 0, ...generator } }
}

/** SQL for a part of the generator's stored options, of every version; null where it has no such part. */
export function generatorOptionSql(job: string, path: string): string {
  return `coalesce(${job}.options ->> '$.generator.${path}', ${job}.options ->> '$.${path}')`
}

/** SQL for the name of a job's generator, of every version. */
export function generatorNameSql(job: string): string {
  return `coalesce(${job}.options ->> '$.generator.name', ${job}.options ->> '$.generator')`
}
