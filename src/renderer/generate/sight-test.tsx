import { Button, Group, Stack, Text } from '@mantine/core'
import { IconEye } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { formatSeconds } from '../components/format.ts'

/** Shows a model a picture with a known answer. */
export function SightTest({ server, model }: { server: 'ollama' | 'openai'; model: string }) {
  const meta = { shownInPlace: true } as const
  const canary = useMutation(
    server === 'ollama'
      ? api.ollama.canary.mutationOptions({ meta })
      : api.openai.canary.mutationOptions({ meta }),
  )
  return (
    <Stack gap={6} role="status">
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconEye size={14} />}
          loading={canary.isPending}
          onClick={() => canary.mutate({ model })}
        >
          Does it see?
        </Button>
        <Text size="xs" c="dimmed" style={{ flex: 1 }}>
          Shows {model} a picture with a known answer.
        </Text>
      </Group>
      {canary.data !== undefined && (
        <Text size="sm">
          <Text component="span" inherit fw={600} c={canary.data.sees ? 'teal' : 'orange'}>
            {canary.data.sees ? 'It sees.' : 'It does not see.'}
          </Text>{' '}
          “{canary.data.answer}” after {formatSeconds(canary.data.milliseconds / 1000)}.
        </Text>
      )}
      {canary.error !== null && <FailureCard error={canary.error} />}
    </Stack>
  )
}
