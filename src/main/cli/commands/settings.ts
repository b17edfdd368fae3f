import { z } from 'zod'
import { Settings } from '#shared/contract/system.ts'
import { UsageError } from '../failure.ts'
import type { Session } from '../session.ts'
import type { Assignment } from '../values.ts'

/** `settings`: the workspace's settings, after those that are given were set. */
export async function settings(
  { client, output }: Session,
  { set = [] }: { set?: Assignment[] },
): Promise<void> {
  const changes = changesOf(set)
  const now = set.length === 0 ? await client.system.settings() : await client.system.saveSettings(changes)
  output.result(now, () =>
    Object.entries(now)
      .map(([name, value]) => `${name}=${written(value)}`)
      .join('\n'),
  )
}

const Changes = z.strictObject(Settings.shape).partial()

/** As `--set` takes it. */
function written(value: Settings[keyof Settings]): string {
  if (value === null) return ''
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** @throws UsageError for a setting that there is not, or a value that it does not take */
function changesOf(set: readonly Assignment[]): z.infer<typeof Changes> {
  const parsed = Changes.safeParse(Object.fromEntries(set.map(({ key, value }) => [key, meant(value)])))
  if (parsed.success) return parsed.data
  const names = Object.keys(Settings.shape).join(', ')
  throw new UsageError(`${z.prettifyError(parsed.error)}\nThe settings are ${names}.`)
}

/** What a text stands for: an empty one for none, JSON for a setting of several parts. */
function meant(text: string): unknown {
  if (text === '') return null
  if (text.startsWith('{')) return parsedJson(text)
  return Number.isNaN(Number(text)) ? text : Number(text)
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new UsageError(`${text} is no JSON: write a setting of several parts as {"name": value, …}.`)
  }
}
