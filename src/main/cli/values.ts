import { InvalidArgumentError } from 'commander'
import type { z } from 'zod'
import { SettingsError } from '#shared/descriptors/settings-error.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import type { TrainConfig } from '#shared/training/config.ts'
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
  /** As it was typed; the setting says what it means. */
  value: string
}

/** `key=value` as `--set` has it; repeated options add up. */
export function assignment(text: string, before: Assignment[] = []): Assignment[] {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as key=value.')
  return [...before, { key: text.slice(0, at).trim(), value: text.slice(at + 1).trim() }]
}

/**
 * A training configuration from its sources, the later ones winning.
 *
 * @throws UsageError for a setting that this model and sampler do not have, and for a value out of range
 */
export function trainConfig(...sources: readonly Record<string, unknown>[]): TrainConfig {
  const merged: Record<string, unknown> = {}
  for (const source of sources) {
    for (const [key, value] of Object.entries(source)) if (value !== undefined) merged[key] = value
  }
  return orUsageError(() => configFrom(merged))
}

/** What was read of settings, where wrong ones are a wrong use of the command. */
export function orUsageError<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(error.message)
    throw error
  }
}
