import { Badge, Radio, Skeleton, Stack, Text } from '@mantine/core'
import { IconEye, IconEyeOff, IconEyeQuestion } from '@tabler/icons-react'
import type { OllamaModel, OllamaStatus } from '#shared/contract/ollama.ts'
import { findModel, visionWords } from '../app/ollama-model.ts'
import { formatBytes } from '../components/format.ts'
import classes from './generate.module.css'
import { OllamaMissing } from './ollama-missing.tsx'
import { PullModel } from './pull-model.tsx'
import { SightTest } from './sight-test.tsx'

interface ModelPickerProps {
  status: OllamaStatus | undefined
  model: string | null
  onChange: (model: string) => void
  onWithoutModel: () => void
}

/** The server's models with what the server says of each, a test of its eyes, and a way to get more. */
export function ModelPicker({ status, model, onChange, onWithoutModel }: ModelPickerProps) {
  if (status === undefined || status.state === 'checking') return <Skeleton h="6rem" />
  if (status.state === 'unreachable') {
    return <OllamaMissing message={status.message} onWithoutModel={onWithoutModel} />
  }
  const chosen = findModel(status, model)
  return (
    <Stack gap="xs">
      {status.models.length === 0 ? (
        <Text size="sm" c="dimmed">
          Ollama {status.version} runs, but has no model yet. Pull one below.
        </Text>
      ) : (
        <Radio.Group label="Model" value={chosen?.name ?? ''} onChange={onChange}>
          <Stack gap={4} mt={4} className={classes.models}>
            {status.models.map((candidate) => (
              <ModelCard key={candidate.name} model={candidate} />
            ))}
          </Stack>
        </Radio.Group>
      )}
      {chosen !== null && <SightTest key={chosen.name} server="ollama" model={chosen.name} />}
      <PullModel />
    </Stack>
  )
}

function ModelCard({ model }: { model: OllamaModel }) {
  return (
    <Radio.Card value={model.name} className={classes.model ?? ''}>
      <Radio.Indicator size="xs" />
      <div style={{ minWidth: 0, flex: 1 }}>
        <Text size="sm" fw={500} truncate>
          {model.name}
        </Text>
        <Text size="xs" c="dimmed">
          {formatBytes(model.bytes)}
          {model.contextLength === null ? '' : `, context ${Math.round(model.contextLength / 1024)}k`}
          {model.thinking === true ? ', thinks' : ''}
        </Text>
      </div>
      {model.loaded && <Badge color="teal">loaded</Badge>}
      <VisionBadge vision={model.vision} />
    </Radio.Card>
  )
}

function VisionBadge({ vision }: { vision: boolean | null }) {
  const Icon = vision === null ? IconEyeQuestion : vision ? IconEye : IconEyeOff
  return (
    <Badge
      color={vision === true ? 'iris' : 'gray'}
      leftSection={<Icon size={13} aria-hidden />}
      title="As the server says"
    >
      {visionWords(vision)}
    </Badge>
  )
}
