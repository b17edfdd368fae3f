import { Anchor, Collapse, NativeSelect, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core'
import { IconChevronDown } from '@tabler/icons-react'
import { useState } from 'react'
import { assertNever } from '#shared/assert-never.ts'
import { readSetting } from '#shared/descriptors/parse-settings.ts'
import type { SettingField } from '#shared/descriptors/settings-fields.ts'
import { NumberField } from './number-field.tsx'

interface SettingsFieldsProps {
  /** From the schema, by `settingFields`. */
  fields: readonly SettingField[]
  values: Readonly<Record<string, unknown>>
  /** A sentence for each setting that cannot be used, by name. */
  problems: Readonly<Record<string, string | undefined>>
  onChange: (name: string, value: unknown) => void
}

/** The form of any settings schema; advanced settings are folded unless one has a problem. */
export function SettingsFields({ fields, ...rest }: SettingsFieldsProps) {
  const [opened, setOpened] = useState(false)
  const advanced = fields.filter((field) => field.advanced)
  const unfolded = opened || advanced.some(({ name }) => rest.problems[name] !== undefined)
  return (
    <Stack gap="xs">
      <FieldGrid {...rest} fields={fields.filter((field) => !field.advanced)} />
      {advanced.length > 0 && (
        <>
          <Anchor
            component="button"
            type="button"
            size="sm"
            aria-expanded={unfolded}
            onClick={() => setOpened(!unfolded)}
          >
            Advanced <IconChevronDown size={14} aria-hidden />
          </Anchor>
          <Collapse expanded={unfolded}>
            <FieldGrid {...rest} fields={advanced} />
          </Collapse>
        </>
      )}
    </Stack>
  )
}

/** Numbers and choices side by side, switches with their help below. */
function FieldGrid({ fields, values, problems, onChange }: SettingsFieldsProps) {
  const input = (field: SettingField) => (
    <SettingInput
      key={field.name}
      field={field}
      value={values[field.name] ?? field.default}
      problem={problems[field.name]}
      onChange={(value) => onChange(field.name, value)}
    />
  )
  const [switches, others] = [
    fields.filter(({ kind }) => kind === 'switch'),
    fields.filter(({ kind }) => kind !== 'switch'),
  ]
  return (
    <Stack gap="xs">
      {others.length > 0 && (
        <SimpleGrid cols={2} spacing="xs" verticalSpacing="xs">
          {others.map(input)}
        </SimpleGrid>
      )}
      {switches.map(input)}
    </Stack>
  )
}

interface SettingInputProps {
  field: SettingField
  value: unknown
  problem: string | undefined
  onChange: (value: unknown) => void
}

/** One setting, as its kind is typed. */
function SettingInput({ field, value, problem, onChange }: SettingInputProps) {
  const help = field.help === '' ? {} : { title: field.help }
  switch (field.kind) {
    case 'switch':
      return (
        <Switch
          size="xs"
          label={field.label}
          description={field.help}
          checked={value === true}
          error={problem}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'choice':
      return (
        <NativeSelect
          {...help}
          label={field.label}
          data={field.choices.map((choice) => ({ ...choice }))}
          value={String(value)}
          error={problem}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
    case 'number':
      if (field.words.length === 0) {
        return (
          <NumberField
            {...help}
            label={field.unit === null ? field.label : `${field.label}, ${field.unit}`}
            value={typeof value === 'number' ? value : Number.NaN}
            step={field.step}
            {...(field.min === null ? {} : { min: field.min })}
            problem={problem}
            onChange={onChange}
          />
        )
      }
      return <SettingText field={field} value={value} problem={problem} onChange={onChange} />
    case 'text':
    case 'list':
      return <SettingText field={field} value={value} problem={problem} onChange={onChange} />
    default:
      return assertNever(field)
  }
}

/** A text as it is typed: what it means need not say every character, such as the comma behind a list's last value. */
function SettingText({ field, value, problem, onChange }: SettingInputProps) {
  const [typed, setTyped] = useState('')
  const isTyped = JSON.stringify(readSetting(field, typed)) === JSON.stringify(value)
  return (
    <TextInput
      {...(field.help === '' ? {} : { title: field.help })}
      label={field.unit === null ? field.label : `${field.label}, ${field.unit}`}
      value={isTyped ? typed : Array.isArray(value) ? value.join(', ') : String(value ?? '')}
      error={problem}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onChange(readSetting(field, event.currentTarget.value))
      }}
    />
  )
}
