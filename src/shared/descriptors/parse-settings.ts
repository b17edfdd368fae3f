import type { z } from 'zod'
import { acceptedBy, type SettingField, settingFields } from './settings-fields.ts'

/**
 * The value that a text means for a setting, as `--set key=value` has it. A text that means nothing there comes
 * back as it is: the schema then refuses it.
 */
export function readSetting(field: SettingField, text: string): unknown {
  switch (field.kind) {
    case 'switch':
      return text === 'true' ? true : text === 'false' ? false : text
    case 'number':
      // Number('') is 0, which is never meant.
      return field.words.includes(text) || text.trim() === '' || Number.isNaN(Number(text))
        ? text
        : Number(text)
    case 'list':
      return text.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
    case 'choice':
    case 'text':
      return text
  }
}

/** Those of the values that a schema has settings for; a text is read as its setting means it. */
export function assignedTo(
  schema: z.ZodObject,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    settingFields(schema).flatMap((field) => {
      const value = values[field.name]
      if (value === undefined) return []
      return [[field.name, typeof value === 'string' ? readSetting(field, value) : value]]
    }),
  )
}

/** What keeps values from being the settings of a schema: a sentence for each setting, by its name. */
export function problemsIn(schema: z.ZodObject, values: unknown): Record<string, string> {
  const parsed = schema.safeParse(values)
  const problems: Record<string, string> = {}
  if (parsed.success) return problems
  const fields = settingFields(schema)
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) problems[key] ??= unknownSetting(key, fields)
      continue
    }
    const [name] = issue.path
    const field = fields.find((one) => one.name === name)
    if (typeof name !== 'string') continue
    // A rule of the schema's own has a sentence of its own.
    problems[name] ??=
      issue.code === 'custom' || field === undefined
        ? issue.message
        : `${field.label} must be ${acceptedBy(field)}.`
  }
  return problems
}

/** Says that a setting does not exist, and which do. */
export function unknownSetting(key: string, fields: readonly SettingField[]): string {
  const names = fields.map(({ name }) => name)
  return names.length === 0
    ? `There is no setting "${key}": there are none here.`
    : `There is no setting "${key}". There are ${names.join(', ')}.`
}

/** One line of help for each setting: "layers=2  Propagation layers: …". */
export function settingsHelp(fields: readonly SettingField[]): string[] {
  return fields.map((field) => {
    const help = field.help === '' ? '' : `: ${field.help}`
    const initial = field.default === undefined ? '' : `=${String(field.default)}`
    return `${field.name}${initial}  ${field.label}${help} (${acceptedBy(field)})`
  })
}
