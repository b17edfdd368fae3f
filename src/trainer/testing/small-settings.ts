import { settingFields } from '#shared/descriptors/settings-fields.ts'
import type { AssignedSettings } from '#shared/training/assign-settings.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'

/** Values that keep any model small, by setting; a model takes those that it has. */
const SMALL: Readonly<Record<string, unknown>> = { dimensions: 8, heads: 2 }

/**
 * Settings for a test, with those that were not chosen at values that keep the model small.
 * @param further values for those of these settings that the model has
 */
export function smallSettings(
  chosen: AssignedSettings,
  further: Readonly<Record<string, unknown>> = {},
): AssignedSettings {
  const names = settingFields(modelDescriptor(chosen.model).settings).map(({ name }) => name)
  const values = Object.entries({ ...SMALL, ...further }).filter(([name]) => names.includes(name))
  return { ...Object.fromEntries(values), ...chosen }
}
