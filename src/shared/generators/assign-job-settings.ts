import { assignedTo, problemsIn, unknownSetting } from '../descriptors/parse-settings.ts'
import { SettingsError } from '../descriptors/settings-error.ts'
import { settingFields } from '../descriptors/settings-fields.ts'
import type { WorkspaceDefaults } from './generator-descriptor.ts'
import { type GeneratorKind, generatorNamed } from './generator-options.ts'
import { ChosenJobSettings, JobSettings } from './job-settings.ts'

/** What was chosen for a job: of the settings of every job, and of the generator's own. */
export interface ChosenSettings {
  readonly common: ChosenJobSettings
  readonly own: Readonly<Record<string, unknown>>
}

/**
 * Settings that are named by their key alone, as `--set` has them; a text is read as its setting means it.
 *
 * @throws SettingsError that names every setting that the generator does not have, and every value out of range
 */
export function chosenSettings(
  name: GeneratorKind,
  assigned: Readonly<Record<string, unknown>>,
  workspace: WorkspaceDefaults,
): ChosenSettings {
  const { label, settings, defaults } = generatorNamed(name)
  const fields = [...settingFields(JobSettings), ...settingFields(settings)]
  const unknown = Object.keys(assigned).filter((key) => fields.every((field) => field.name !== key))
  const common = assignedTo(JobSettings, assigned)
  const own = assignedTo(settings, assigned)
  const problems = {
    ...Object.fromEntries(unknown.map((key) => [key, `${label}: ${unknownSetting(key, fields)}`])),
    ...problemsIn(JobSettings, common),
    ...problemsIn(settings, { ...defaults?.(workspace), ...own }),
  }
  if (Object.keys(problems).length > 0) throw new SettingsError(problems)
  return { common: ChosenJobSettings.parse(common), own }
}
