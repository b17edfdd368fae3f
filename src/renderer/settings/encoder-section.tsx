import { Button, Fieldset, Group, NativeSelect, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { Settings } from '#shared/contract/system.ts'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { textEncoders } from '#shared/encoders/registry.ts'
import {
  TextEncoderName,
  TextEncoderSettings,
  textEncoderNamed,
} from '#shared/encoders/text-encoder-settings.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { SettingsFields } from '../components/settings-fields.tsx'
import { useSaveSettings } from './use-save-settings.ts'

/** As the form has it: what a person has to give may be missing still. */
type ChosenTextEncoder = Readonly<Record<string, unknown>> & { readonly name: TextEncoderName }

/** In whose space proposals are measured and runs learn. */
export function EncoderSection({ settings: { textEncoder } }: { settings: Settings }) {
  const [form, setForm] = useState<ChosenTextEncoder>(textEncoder)
  const save = useSaveSettings({ shownInPlace: true, onSaved: (saved) => setForm(saved.textEncoder) })
  const { settings: schema, summary } = textEncoderNamed(form.name)
  const problems = problemsIn(schema, form)
  const parsed = TextEncoderSettings.safeParse(form)
  const changed = JSON.stringify(parsed.data) !== JSON.stringify(textEncoder)
  return (
    <Fieldset legend="Text encoder">
      <Stack gap="sm">
        <NativeSelect
          label="Encoder"
          description={summary}
          data={textEncoders.map(({ name, label }) => ({ value: name, label }))}
          value={form.name}
          onChange={(event) => {
            setForm(untouched(TextEncoderName.parse(event.currentTarget.value)))
          }}
        />
        <SettingsFields
          fields={settingFields(schema)}
          values={form}
          problems={problems}
          onChange={(name, value) => setForm((before) => ({ ...before, [name]: value }))}
        />
        <Text size="sm" c="dimmed">
          New proposals are measured with it and new runs learn from it. Figures of different encoders do not
          compare.
        </Text>
        {save.error !== null && <FailureCard error={save.error} />}
        <Group>
          <Button
            loading={save.isPending}
            disabled={!changed || !parsed.success}
            onClick={() => parsed.success && save.mutate({ textEncoder: parsed.data })}
          >
            Save encoder
          </Button>
          {changed && (
            <Button variant="subtle" color="gray" onClick={() => setForm(textEncoder)}>
              Discard the changes
            </Button>
          )}
        </Group>
      </Stack>
    </Fieldset>
  )
}

/** An encoder's defaults, and nothing where there is none. */
function untouched(name: TextEncoderName): ChosenTextEncoder {
  const fields = settingFields(textEncoderNamed(name).settings)
  const required = fields.filter((field) => field.required && field.kind === 'text')
  return {
    ...Object.fromEntries(fields.flatMap((field) => (field.required ? [] : [[field.name, field.default]]))),
    ...Object.fromEntries(required.map((field) => [field.name, ''])),
    name,
  }
}
