import { Button, Fieldset, Group, NumberInput, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { assertNever } from '#shared/assert-never.ts'
import type { OllamaStatus } from '#shared/contract/ollama.ts'
import { DEFAULT_SETTINGS, Settings } from '#shared/contract/system.ts'
import { api, queryClient } from '../app/client.ts'
import { visionWords } from '../app/ollama-model.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { useSaveSettings } from './use-save-settings.ts'

/** What this section sets. The others are left as they are: another section may have changed them since. */
const OllamaSettings = Settings.pick({
  ollamaHost: true,
  model: true,
  concurrency: true,
  temperature: true,
  contextLength: true,
})
type OllamaSettings = z.infer<typeof OllamaSettings>

/** Where Ollama is, and what new jobs start from. */
export function OllamaSection(props: { settings: Settings }) {
  const settings = OllamaSettings.parse(props.settings)
  const [form, setForm] = useState(settings)
  const status = useQuery(api.ollama.status.queryOptions({ input: { wait: false } }))
  const look = useMutation(
    api.ollama.status.mutationOptions({
      onSuccess: (fresh) =>
        queryClient.setQueryData(api.ollama.status.queryKey({ input: { wait: false } }), fresh),
    }),
  )
  const save = useSaveSettings({
    shownInPlace: true,
    onSaved: (saved) => {
      setForm(OllamaSettings.parse(saved))
      look.mutate({ wait: true })
    },
  })
  const change = (part: Partial<OllamaSettings>) => setForm((before) => ({ ...before, ...part }))
  const valid = OllamaSettings.safeParse(form).success && form.ollamaHost.trim() !== ''
  const changed = JSON.stringify(form) !== JSON.stringify(settings)
  const models = status.data?.state === 'connected' ? status.data.models : []
  const known = models.map(({ name, vision }) => ({ value: name, label: `${name} (${visionWords(vision)})` }))
  const kept =
    form.model === null || models.some(({ name }) => name === form.model)
      ? []
      : [{ value: form.model, label: `${form.model} (not installed)` }]
  return (
    <Fieldset legend="Ollama">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (valid) save.mutate(form)
        }}
      >
        <Stack gap="sm">
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              label="Host"
              description="Only the engine talks to it"
              placeholder={DEFAULT_SETTINGS.ollamaHost}
              spellCheck={false}
              value={form.ollamaHost}
              onChange={(event) => change({ ollamaHost: event.currentTarget.value })}
            />
            <Button variant="default" loading={look.isPending} onClick={() => look.mutate({ wait: true })}>
              Retry
            </Button>
          </Group>
          <Text size="sm" c="dimmed" role="status">
            {status.data === undefined ? 'Looking…' : statusSentence(status.data)}
          </Text>
          <Select
            label="Default model"
            placeholder="None chosen"
            clearable
            clearButtonProps={{ 'aria-label': 'Choose no model' }}
            data={[...known, ...kept]}
            value={form.model}
            onChange={(model) => change({ model })}
          />
          <Group grow align="flex-start">
            <NumberInput
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              label="Concurrency"
              description="Equal to the server's OLLAMA_NUM_PARALLEL; more only queues there"
              min={1}
              max={16}
              value={form.concurrency}
              onChange={(value) => change({ concurrency: Number(value) })}
            />
            <NumberInput
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              label="Temperature"
              description="0 repeats itself, higher is more varied"
              min={0}
              max={2}
              step={0.1}
              value={form.temperature}
              onChange={(value) => change({ temperature: Number(value) })}
            />
            <NumberInput
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              label="Context length"
              description="Tokens; a change makes the server load the model again"
              min={1024}
              max={1_000_000}
              step={1024}
              thousandSeparator=","
              value={form.contextLength}
              onChange={(value) => change({ contextLength: Number(value) })}
            />
          </Group>
          {save.error !== null && <FailureCard error={save.error} />}
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!changed || !valid}>
              Save
            </Button>
            {changed && (
              <Button variant="subtle" color="gray" onClick={() => setForm(settings)}>
                Discard the changes
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Fieldset>
  )
}

function statusSentence(status: OllamaStatus): string {
  switch (status.state) {
    case 'checking':
      return `Looking for a server at ${status.host}…`
    case 'unreachable':
      return status.message
    case 'connected':
      return `Ollama ${status.version} answers at ${status.host} with ${countOf(status.models.length, 'model')}.`
    default:
      return assertNever(status)
  }
}
