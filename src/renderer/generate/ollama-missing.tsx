import { Alert, Button, Code, CopyButton, Group, List, Stack, Text } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { api, queryClient } from '../app/client.ts'
import { PageLink } from '../components/links.tsx'

/** A model for a laptop: sees, thinks, and fits beside a browser. */
const FIRST_MODEL = 'qwen3.5:2b'

interface OllamaMissingProps {
  message: string
  onWithoutModel: () => void
}

/** What is missing, how to get it, and what works without it. */
export function OllamaMissing({ message, onWithoutModel }: OllamaMissingProps) {
  const look = useMutation(
    api.ollama.status.mutationOptions({
      onSuccess: (status) =>
        queryClient.setQueryData(api.ollama.status.queryKey({ input: { wait: false } }), status),
    }),
  )
  const command = `ollama pull ${FIRST_MODEL}`
  return (
    <Alert color="orange" icon={<IconPlugConnectedX />} title="Ollama was not found" variant="light">
      <Stack gap="xs">
        <Text size="sm">{message}</Text>
        <List size="sm" type="ordered" spacing={4}>
          <List.Item>Install Ollama from ollama.com and start it.</List.Item>
          <List.Item>
            Get a model that sees: <Code>{command}</Code>{' '}
            <CopyButton value={command}>
              {({ copied, copy }) => (
                <Button variant="subtle" size="compact-xs" onClick={copy} aria-label="Copy the command">
                  {copied ? 'Copied' : 'Copy'}
                </Button>
              )}
            </CopyButton>
          </List.Item>
          <List.Item>
            Does it run on another machine?{' '}
            <PageLink to="/settings" inherit>
              Change the host
            </PageLink>
            .
          </List.Item>
        </List>
        <Group gap="xs">
          <Button
            size="compact-xs"
            variant="default"
            loading={look.isPending}
            onClick={() => look.mutate({ wait: true })}
          >
            Look again
          </Button>
          <Button size="compact-xs" onClick={onWithoutModel}>
            Generate without a model
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
