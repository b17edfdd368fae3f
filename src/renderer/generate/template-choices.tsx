import { Group, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type Template, TemplateKind } from '#shared/contract/templates.ts'
import type { SettingField } from '#shared/descriptors/settings-fields.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { type SettingValues, templatesOf } from './job-form.ts'

interface TemplateChoicesProps {
  /** Named as the kinds of templates are. */
  fields: readonly SettingField[]
  values: SettingValues
  onChange: (change: SettingValues) => void
}

/** Which prompt is used at each step; one can be left out where the setting has a word for it. */
export function TemplateChoices({ fields, values, onChange }: TemplateChoicesProps) {
  const query = useQuery(api.templates.list.queryOptions())
  if (query.error !== null) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  const templates = query.data ?? []
  const select = (field: SettingField) => {
    const own = templatesOf(templates, TemplateKind.parse(field.name))
    const words = field.kind === 'number' ? field.words : []
    const value = values[field.name] ?? own[0]?.id
    return (
      <Select
        key={field.name}
        label={field.label}
        title={field.help}
        allowDeselect={false}
        data={[
          ...own.map((template) => ({ value: String(template.id), label: templateLabel(template) })),
          ...words.map((word) => ({ value: word, label: inWords(word) })),
        ]}
        value={value === undefined ? null : String(value)}
        onChange={(next) => {
          const template = own.find(({ id }) => String(id) === next)
          if (next !== null) onChange({ [field.name]: template?.id ?? next })
        }}
      />
    )
  }
  return (
    <Group grow align="flex-start" gap="xs">
      {fields.map(select)}
    </Group>
  )
}

function templateLabel(template: Template): string {
  const version = template.versions.at(-1)?.version ?? 1
  return version === 1 ? template.name : `${template.name}, version ${version}`
}

/** "leave-out" as "Leave out". */
function inWords(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1).replaceAll('-', ' ')
}
