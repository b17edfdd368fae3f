import { Fieldset, Select, SimpleGrid } from '@mantine/core'
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

/** Which template is used for each prompt. */
export function TemplateChoices({ fields, values, onChange }: TemplateChoicesProps) {
  const query = useQuery(api.templates.list.queryOptions())
  if (query.error !== null) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  const templates = query.data ?? []
  const select = (field: SettingField) => {
    const own = templatesOf(templates, TemplateKind.parse(field.name))
    const value = values[field.name] ?? own[0]?.id
    return (
      <Select
        key={field.name}
        label={field.label}
        title={field.help}
        allowDeselect={false}
        data={own.map((template) => ({ value: String(template.id), label: templateLabel(template) }))}
        value={value === undefined ? null : String(value)}
        onChange={(next) => {
          const template = own.find(({ id }) => String(id) === next)
          if (template !== undefined) onChange({ [field.name]: template.id })
        }}
      />
    )
  }
  return (
    <Fieldset legend="Templates" p="sm">
      <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
        {fields.map(select)}
      </SimpleGrid>
    </Fieldset>
  )
}

function templateLabel(template: Template): string {
  const version = template.versions.at(-1)?.version ?? 1
  return version === 1 ? template.name : `${template.name}, version ${version}`
}
