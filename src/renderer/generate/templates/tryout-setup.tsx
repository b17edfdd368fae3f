import { Collapse, SegmentedControl, Select, Stack, UnstyledButton } from '@mantine/core'
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react'
import { useState } from 'react'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { GeneratorKind, generatorNamed } from '#shared/generators/generator-options.ts'
import { JobSettings } from '#shared/generators/job-settings.ts'
import { generators } from '#shared/generators/registry.ts'
import { SettingsFields } from '../../components/settings-fields.tsx'
import { AdviceSwitch } from '../advice/advice-switch.tsx'
import {
  chosenStrategy,
  type JobForm,
  ownFields,
  ownSettings,
  settingProblems,
  withOwn,
} from '../job-form.ts'
import { TemplateChoices } from '../template-choices.tsx'

/** Those that ask a model, which have prompts. */
const PROMPTED = generators.filter(({ needs }) => needs.server !== null)
const SEED = settingFields(JobSettings).filter(({ name }) => name === 'seed')

interface TryoutSetupProps {
  form: JobForm
  onChange: (form: JobForm) => void
  /** The prompt whose template is on the page. */
  kind: TemplateKind
  status: OllamaStatus | undefined
  openai: OpenAiStatus | undefined
}

/** Model, strategy, settings and the templates of the other steps: as for a job, folded. */
export function TryoutSetup({ form, onChange, kind, status, openai }: TryoutSetupProps) {
  const [opened, setOpened] = useState(false)
  const fields = ownFields(form)
  const values = ownSettings(form)
  const problems = settingProblems(form)
  const unfolded = opened || Object.keys(problems).length > 0 || values.model === undefined
  const server = generatorNamed(form.generator).needs.server === 'openai' ? openai : status
  const listed = server?.state === 'connected' ? server.models.map(({ name }) => name) : []
  const model = typeof values.model === 'string' ? values.model : null
  const summary = [model ?? 'no model', chosenStrategy(form)?.label, `seed ${String(form.common.seed)}`]
  const Chevron = unfolded ? IconChevronDown : IconChevronRight
  return (
    <div>
      <UnstyledButton fz="sm" aria-expanded={unfolded} onClick={() => setOpened(!unfolded)}>
        <Chevron size={14} aria-hidden /> {summary.filter((part) => part !== undefined).join(' · ')}
      </UnstyledButton>
      <Collapse expanded={unfolded}>
        <Stack gap="xs" mt="xs">
          <SegmentedControl
            aria-label="Generator"
            value={form.generator}
            onChange={(next) => onChange({ ...form, generator: GeneratorKind.parse(next) })}
            data={PROMPTED.map(({ name, label }) => ({ value: name, label }))}
          />
          {fields.model.map(({ name, label }) => (
            <Select
              key={name}
              label={label}
              allowDeselect={false}
              nothingFoundMessage="The server lists no model"
              data={[...new Set([...listed, ...(model === null ? [] : [model])])]}
              value={model}
              onChange={(next) => onChange(withOwn(form, { [name]: next ?? undefined }))}
            />
          ))}
          <SettingsFields
            fields={[...fields.plain, ...SEED]}
            values={{ ...values, ...form.common }}
            problems={problems}
            onChange={(name, value) =>
              onChange(
                name === 'seed'
                  ? { ...form, common: { ...form.common, seed: value } }
                  : withOwn(form, { [name]: value }),
              )
            }
          />
          <AdviceSwitch form={form} onChange={onChange} />
          <TemplateChoices
            fields={fields.template.filter(({ name }) => name !== kind)}
            values={values}
            onChange={(change) => onChange(withOwn(form, change))}
          />
        </Stack>
      </Collapse>
    </div>
  )
}
