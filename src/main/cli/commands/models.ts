import { READERS } from '#main/catalogue/readers/registry.ts'
import { EXPORTERS } from '#main/exports/registry.ts'
import type { Descriptor } from '#shared/descriptors/descriptor.ts'
import { settingsHelp } from '#shared/descriptors/parse-settings.ts'
import { acceptedBy, settingFields, typeOf } from '#shared/descriptors/settings-fields.ts'
import { encoders } from '#shared/encoders/registry.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { generators } from '#shared/generators/registry.ts'
import { CommonSettings } from '#shared/training/config.ts'
import { models } from '#shared/training/models/registry.ts'
import { optimizers } from '#shared/training/optimizers/registry.ts'
import { samplers } from '#shared/training/samplers/registry.ts'
import { Output, type Terminal } from '../terminal.ts'

export interface ModelsOptions {
  json: boolean
  samplers?: boolean
  optimizers?: boolean
  generators?: boolean
  encoders?: boolean
  formats?: boolean
}

/** What lists show of anything that can be chosen; readers and generators have no settings schema. */
type Listed = Pick<Descriptor, 'name' | 'label' | 'summary'> &
  Partial<Pick<Descriptor, 'source' | 'settings'>> & { readonly needs?: object; readonly use?: string }

/** `models`: what can be chosen, from the registries of descriptors. Needs no workspace. */
export function listModels(terminal: Terminal, options: ModelsOptions): void {
  listDescriptors(terminal, options, chosenRegistry(options))
}

/** A registry's things with their settings, one a row. */
export function listDescriptors(
  terminal: Terminal,
  { json }: Pick<ModelsOptions, 'json'>,
  registry: readonly Listed[],
): void {
  new Output(terminal, json).rows(
    registry.map(({ name, label, summary, source, settings, needs, use }) => ({
      name,
      ...(use === undefined ? {} : { use }),
      label,
      summary,
      ...(source === undefined ? {} : { source }),
      settings: (settings === undefined ? [] : settingFields(settings)).map((field) => ({
        name: field.name,
        type: typeOf(field),
        default: field.default,
        help: [field.label, field.help, acceptedBy(field)].filter(Boolean).join('; '),
      })),
      needs: needs ?? {},
    })),
    {
      name: (row) => row.name,
      label: (row) => row.label,
      settings: (row) => row.settings.map((one) => `${one.name}=${String(one.default)}`).join(' '),
      summary: (row) => row.summary,
    },
    'Nothing to choose from.',
  )
}

/** The registry that the options ask for: the models where they name none. */
function chosenRegistry(options: ModelsOptions): readonly Listed[] {
  if (options.samplers) return samplers
  if (options.optimizers) return optimizers
  if (options.generators) return generators
  if (options.encoders) return encoders
  if (options.formats) {
    return [
      ...READERS.map(({ name, label, summary }) => ({ name, label, summary, use: 'import' })),
      ...EXPORTERS.map((exporter) => ({ ...exporter, use: 'export' })),
    ]
  }
  return models
}

/** The settings that `train --set` takes, by what has them; for the command's help. */
export function trainSettingsHelp(): string {
  return settingsOf([
    { title: 'Settings of every run:', settings: CommonSettings },
    ...models.map(({ label, settings }) => ({ title: `Settings of ${label}:`, settings })),
    ...samplers.map(({ label, settings }) => ({ title: `Settings of the sampler ${label}:`, settings })),
    ...optimizers.map(({ label, settings }) => ({ title: `Settings of the optimiser ${label}:`, settings })),
  ])
}

/** The settings that `propose --set` takes, by what has them; for the command's help. */
export function proposeSettingsHelp(): string {
  return settingsOf([
    { title: 'Settings of every job:', settings: JobSettings },
    ...generators.map(({ label, settings }) => ({ title: `Settings of ${label}:`, settings })),
  ])
}

function settingsOf(parts: readonly Pick<Descriptor & { title: string }, 'title' | 'settings'>[]): string {
  return parts
    .map(({ title, settings }) => [
      title,
      ...settingsHelp(settingFields(settings)).map((line) => `  ${line}`),
    ])
    .filter((lines) => lines.length > 1)
    .map((lines) => lines.join('\n'))
    .join('\n\n')
}
