import { Button, Group, Progress, Stack, Text, TextInput } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import type { PullProgress } from '#shared/contract/ollama.ts'
import { api } from '../app/client.ts'
import { useStudioEvent } from '../app/live-events.ts'
import { formatBytes } from '../components/format.ts'

/** Downloads a model to the Ollama server, with progress; a cancelled download goes on where it stopped. */
export function PullModel() {
  const [name, setName] = useState('')
  const [pulls, setPulls] = useState<Record<string, PullProgress>>({})
  const keep = useCallback(
    (progress: PullProgress) => setPulls((before) => ({ ...before, [progress.model]: progress })),
    [],
  )
  useStudioEvent(
    'pull',
    useCallback((event) => keep(event.progress), [keep]),
  )
  const pull = useMutation(api.ollama.pull.mutationOptions({ onSuccess: keep }))
  const cancel = useMutation(api.ollama.cancelPull.mutationOptions())
  const wanted = name.trim()
  return (
    <Stack gap="xs">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (wanted !== '') pull.mutate({ model: wanted })
        }}
      >
        <Group gap="xs" align="flex-end" wrap="nowrap">
          <TextInput
            style={{ flex: 1 }}
            label="Get another model"
            placeholder="qwen3.5:2b"
            spellCheck={false}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button
            type="submit"
            variant="default"
            leftSection={<IconDownload size={14} />}
            loading={pull.isPending}
            disabled={wanted === ''}
          >
            Pull
          </Button>
        </Group>
      </form>
      {Object.values(pulls).map((progress) => (
        <Pull
          key={progress.model}
          progress={progress}
          onCancel={() => cancel.mutate({ model: progress.model })}
          onResume={() => pull.mutate({ model: progress.model })}
        />
      ))}
    </Stack>
  )
}

interface PullProps {
  progress: PullProgress
  onCancel: () => void
  onResume: () => void
}

function Pull({ progress, onCancel, onResume }: PullProps) {
  const { model, state, status, completed, total, error } = progress
  return (
    <div role="status">
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" truncate>
          {model}
        </Text>
        {state === 'running' && (
          <Button variant="subtle" color="gray" size="compact-xs" onClick={onCancel}>
            Cancel the pull
          </Button>
        )}
        {(state === 'cancelled' || state === 'failed') && (
          <Button variant="subtle" size="compact-xs" onClick={onResume}>
            {state === 'failed' ? 'Try again' : 'Go on'}
          </Button>
        )}
      </Group>
      {state === 'running' && (
        <Progress value={total === 0 ? 0 : (completed / total) * 100} aria-label={`Pull of ${model}`} />
      )}
      <Text size="xs" c={state === 'failed' ? 'red' : 'dimmed'} className="tabular">
        {state === 'running' &&
          (total === 0 ? status : `${status}, ${formatBytes(completed)} of ${formatBytes(total)}`)}
        {state === 'done' && 'Ready.'}
        {state === 'cancelled' && 'Cancelled; what was loaded is kept.'}
        {state === 'failed' && (error ?? 'It failed without a word.')}
      </Text>
    </div>
  )
}
