import { Button, Fieldset, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import { assertNever } from '#shared/assert-never.ts'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import { Settings } from '#shared/contract/system.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { useSaveSettings } from './use-save-settings.ts'

/** What this section sets. */
const OpenAiSettings = Settings.pick({ openaiServer: true, openaiModel: true })
type OpenAiSettings = z.infer<typeof OpenAiSettings>

/** Where an OpenAI-compatible server is, where its key is kept, and what new jobs start from. */
export function OpenAiSection(props: { settings: Settings }) {
  const settings = OpenAiSettings.parse(props.settings)
  const [form, setForm] = useState(settings)
  const status = useQuery(api.openai.status.queryOptions())
  const save = useSaveSettings({
    shownInPlace: true,
    onSaved: (saved) => {
      setForm(OpenAiSettings.parse(saved))
      void status.refetch()
    },
  })
  const { openaiServer, openaiModel } = form
  const change = (part: Partial<OpenAiSettings['openaiServer']>) =>
    setForm((before) => ({ ...before, openaiServer: { ...before.openaiServer, ...part } }))
  const parsed = OpenAiSettings.safeParse(form)
  const wrongHost = parsed.error?.issues.find(({ path }) => path.includes('host'))?.message
  const changed = JSON.stringify(form) !== JSON.stringify(settings)
  const listed = status.data?.state === 'connected' ? status.data.models.map(({ name }) => name) : []
  return (
    <Fieldset legend="OpenAI-compatible server">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          // The key's place only where it changes: it is the owner's at this machine alone.
          if (parsed.success) {
            const { openaiServer: server, openaiModel: model } = parsed.data
            const moved = JSON.stringify(server) !== JSON.stringify(settings.openaiServer)
            save.mutate({ openaiModel: model, ...(moved && { openaiServer: server }) })
          }
        }}
      >
        <Stack gap="sm">
          <Group align="flex-end" wrap="nowrap">
            <TextInput
              style={{ flex: 1 }}
              label="Address"
              description="Of llama-server, vLLM, LM Studio or another one, up to /v1; empty for none"
              placeholder="http://127.0.0.1:8080/v1"
              spellCheck={false}
              value={openaiServer.host}
              error={wrongHost}
              onChange={(event) => change({ host: event.currentTarget.value })}
            />
            <Button variant="default" loading={status.isFetching} onClick={() => void status.refetch()}>
              Retry
            </Button>
          </Group>
          <Text size="sm" c="dimmed" role="status">
            {status.data === undefined || status.isFetching ? 'Looking…' : statusSentence(status.data)}
          </Text>
          <Select
            label="Default model"
            placeholder="None chosen"
            clearable
            clearButtonProps={{ 'aria-label': 'Choose no model' }}
            data={[...new Set([...listed, ...(openaiModel === null ? [] : [openaiModel])])]}
            value={openaiModel}
            onChange={(model) => setForm((before) => ({ ...before, openaiModel: model }))}
          />
          <Group grow align="flex-start">
            <TextInput
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              label="Variable with the key"
              description="Environment variable of the studio, where the server wants a key. The key itself is not stored, and goes to this server alone"
              spellCheck={false}
              value={openaiServer.keyVariable}
              onChange={(event) => change({ keyVariable: event.currentTarget.value })}
            />
            <TextInput
              inputWrapperOrder={['label', 'input', 'description', 'error']}
              label="File with the key"
              description="In place of the variable: path of a file that holds nothing but the key"
              spellCheck={false}
              value={openaiServer.keyFile}
              onChange={(event) => change({ keyFile: event.currentTarget.value })}
            />
          </Group>
          {save.error !== null && <FailureCard error={save.error} />}
          <Group>
            <Button type="submit" loading={save.isPending} disabled={!changed || !parsed.success}>
              Save server
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

function statusSentence(status: OpenAiStatus): string {
  switch (status.state) {
    case 'unset':
      return 'No server is set.'
    case 'unreachable':
      return [status.message, status.retry].filter((part) => part !== null).join(' ')
    case 'connected':
      return `${status.version ?? 'A server'} answers at ${status.host} with ${countOf(status.models.length, 'model')}.`
    default:
      return assertNever(status)
  }
}
