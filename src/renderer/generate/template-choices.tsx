import { Group, Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Template, TemplateKind } from '#shared/contract/templates.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { type JobForm, templatesOf } from './job-form.ts'

const LEAVE_OUT = 'leave out'

interface TemplateChoicesProps {
  form: JobForm
  onChange: (part: Partial<JobForm>) => void
}

/** Which prompt is used at each step; describe can be left out. */
export function TemplateChoices({ form, onChange }: TemplateChoicesProps) {
  const query = useQuery(api.templates.list.queryOptions())
  if (query.error !== null) return <FailureCard error={query.error} retry={() => void query.refetch()} />
  const templates = query.data ?? []
  const select = (kind: TemplateKind, label: string) => {
    const own = templatesOf(templates, kind)
    const value = form[kind] ?? own[0]?.id
    return (
      <Select
        label={label}
        allowDeselect={false}
        data={[
          ...own.map((template) => ({ value: String(template.id), label: templateLabel(template) })),
          ...(kind === 'describe' ? [{ value: LEAVE_OUT, label: 'Leave out' }] : []),
        ]}
        value={value === undefined ? null : String(value)}
        onChange={(next) => {
          if (next === LEAVE_OUT) onChange({ describe: LEAVE_OUT })
          const template = own.find(({ id }) => String(id) === next)
          if (template !== undefined) onChange({ [kind]: template.id })
        }}
      />
    )
  }
  return (
    <Group grow align="flex-start" gap="xs">
      {select('describe', 'Describe')}
      {select('mask', 'Mask')}
      {select('complete', 'Complete')}
    </Group>
  )
}

function templateLabel(template: Template): string {
  const version = template.versions.at(-1)?.version ?? 1
  return version === 1 ? template.name : `${template.name}, version ${version}`
}
