import { InvalidArgumentError } from 'commander'
import type { z } from 'zod'
import { TrainConfig } from '#shared/training/config.ts'
import { UsageError } from './failure.ts'

/** A parser for commander that takes what the schema takes, read as a number. */
export function numberOf<Schema extends z.ZodType>(schema: Schema): (text: string) => z.infer<Schema> {
  return (text) => {
    // Number('') is 0, which nobody meant.
    const parsed = schema.safeParse(text.trim() === '' ? Number.NaN : Number(text))
    if (parsed.success) return parsed.data
    throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'Not a usable number.')
  }
}

export interface Assignment {
  key: string
  value: unknown
}

/** `key=value` as `--set` has it; repeated options add up. */
export function assignment(text: string, before: Assignment[] = []): Assignment[] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as key=value.')
  return [...before, { key: text.slice(0, at).trim(), value: plainValue(text.slice(at + 1).trim()) }]
}

/** Numbers and booleans as what they are, everything else as text. */
function plainValue(text: string): unknown {
  if (text === 'true') return true
  if (text === 'false') return false
  const number = Number(text)
  return text === '' || Number.isNaN(number) ? text : number
}

/**
 * A training configuration from its sources, the later ones winning.
 *
 * @throws UsageError for a key that does not exist, listing those that do, and for a value out of range
 */
export function trainConfig(...sources: readonly Record<string, unknown>[]): TrainConfig {
  const keys = Object.keys(TrainConfig.shape)
  const merged: Record<string, unknown> = {}
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) {
      if (value === undefined) continue
      if (!keys.includes(key))
        throw new UsageError(`There is no setting "${key}". There are ${keys.join(', ')}.`)
      merged[key] = value
    }
  }
  const parsed = TrainConfig.safeParse(merged)
  if (parsed.success) return parsed.data
  throw new UsageError(
    parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '),
  )
}
