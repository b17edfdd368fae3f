import type { Descriptor } from '#shared/descriptors/descriptor.ts'
import { acceptedBy, settingFields, typeOf } from '#shared/descriptors/settings-fields.ts'
import { models } from '#shared/training/models/registry.ts'
import { samplers } from '#shared/training/samplers/registry.ts'
import { Output, type Terminal } from '../terminal.ts'

export interface ModelsOptions {
  json: boolean
  samplers?: boolean
}

/** `models`: what can be chosen, from the registries of descriptors. Needs no workspace. */
export function listModels(terminal: Terminal, options: ModelsOptions): void {
  const chosen: readonly (Descriptor & { readonly needs?: object })[] = options.samplers ? samplers : models
  new Output(terminal, options.json).rows(
    chosen.map(({ name, label, summary, source, settings, needs }) => ({
      name,
      label,
      summary,
      source,
      settings: settingFields(settings).map((field) => ({
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
