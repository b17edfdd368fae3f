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
      .map(([name, value]) => `${name}=${value === null ? '' : value}`)
      .join('\n'),
  )
}

const Changes = z.strictObject(Settings.shape).partial()

/** An empty text stands for none. */
function changesOf(set: readonly Assignment[]): z.infer<typeof Changes> {
  const parsed = Changes.safeParse(Object.fromEntries(set.map(({ key, value }) => [key, meant(value)])))
  if (parsed.success) return parsed.data
  const names = Object.keys(Settings.shape).join(', ')
  throw new UsageError(`${z.prettifyError(parsed.error)}\nThe settings are ${names}.`)
}

function meant(text: string): string | number | null {
  if (text === '') return null
  return Number.isNaN(Number(text)) ? text : Number(text)
}
