import { Alert, Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import type { OpenAiStatus } from '#shared/contract/openai.ts'
import { PageLink } from '../components/links.tsx'
import { SightTest } from './sight-test.tsx'

interface OpenAiModelPickerProps {
  status: OpenAiStatus | undefined
  model: string | null
  onChange: (model: string) => void
  onLookAgain: () => void
}

/** The models that an OpenAI-compatible server lists, and a test of the chosen one's eyes, since no such server says who sees. */
export function OpenAiModelPicker({ status, model, onChange, onLookAgain }: OpenAiModelPickerProps) {
  switch (status?.state) {
    case undefined:
      return <Skeleton h="4rem" />
    case 'unset':
      return (
        <Alert color="orange" icon={<IconPlugConnectedX />} title="No server is set" variant="light">
          <Text size="sm">
            llama-server, vLLM, LM Studio and others answer this protocol.{' '}
            <PageLink to="/settings" inherit>
              Set the address of yours
            </PageLink>
            .
          </Text>
        </Alert>
      )
    case 'unreachable':
      return (
        <Alert color="orange" icon={<IconPlugConnectedX />} title="The server was not found" variant="light">
          <Stack gap="xs">
            <Text size="sm">
              {status.message} {status.retry}
            </Text>
            <Group gap="xs">
              <Button size="compact-xs" variant="default" onClick={onLookAgain}>
                Look again
              </Button>
              <PageLink to="/settings" size="sm">
                Change the address
              </PageLink>
            </Group>
          </Stack>
        </Alert>
      )
    case 'connected':
      return (
        <Stack gap="xs">
          <Select
            label="Model"
            description={`As ${status.version ?? 'the server'} at ${status.host} lists them`}
            placeholder="None chosen"
            allowDeselect={false}
            data={status.models.map(({ name }) => name)}
            value={status.models.some(({ name }) => name === model) ? model : null}
            onChange={(name) => name !== null && onChange(name)}
          />
          {model !== null && <SightTest key={model} server="openai" model={model} />}
        </Stack>
      )
  }
}
