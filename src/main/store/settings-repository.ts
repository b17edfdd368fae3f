import { DEFAULT_SETTINGS, Settings } from '#shared/contract/system.ts'
import type { Reader, Writer } from './database.ts'

/** The settings as they stand; what was never set, or no longer fits its schema, has its default. */
export function readSettings(reader: Reader): Settings {
  const rows = reader.all<{ name: string; value: string }>('SELECT name, value FROM setting')
  const stored = new Map(rows.map((row) => [row.name, row.value]))
  const entries = Object.entries(Settings.shape).flatMap(([name, schema]) => {
    const value = stored.get(name)
    if (value === undefined) return []
    const parsed = schema.safeParse(JSON.parse(value))
    return parsed.success ? [[name, parsed.data] as const] : []
  })
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(entries) }
}

/** Sets the given ones, leaves the others, and answers with all of them. */
export function saveSettings(writer: Writer, changes: SettingsChanges): Settings {
  writer.transaction(() => {
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined) continue
      writer.run(
        `INSERT INTO setting (name, value) VALUES (:name, :value)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
        { name, value: JSON.stringify(value) },
      )
    }
  })
  return readSettings(writer)
}

type SettingsChanges = { [Name in keyof Settings]?: Settings[Name] | undefined }
