import { Alert, Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconBug, IconPlugConnectedX } from '@tabler/icons-react'
import { assertNever } from '#shared/assert-never.ts'
import { describeFailure } from './failure.ts'

interface FailureCardProps {
  error: unknown
  /** Tries again; shows a button. */
  retry?: (() => void) | undefined
}

/** Whatever went wrong: a plain alert for what was foreseen, a card with details to copy for a bug. */
export function FailureCard({ error, retry }: FailureCardProps) {
  const failure = describeFailure(error)
  const again =
    retry === undefined ? null : (
      <Button size="compact-xs" variant="default" onClick={retry}>
        Try again
      </Button>
    )
  switch (failure.kind) {
    case 'expected':
      return (
        <Alert
          role="alert"
          color={failure.code === 'NOT_FOUND' ? 'gray' : 'orange'}
          icon={<IconAlertTriangle />}
          variant="light"
        >
          <Stack gap={6} align="flex-start">
            <Text size="sm">{failure.message}</Text>
            {failure.where !== null && <Code>{failure.where}</Code>}
            {failure.retry !== null && <Text size="sm">{failure.retry}</Text>}
            {again}
          </Stack>
        </Alert>
      )
    case 'disconnected':
      return (
        <Alert role="alert" color="gray" icon={<IconPlugConnectedX />} variant="light">
          <Stack gap={6} align="flex-start">
            <Text size="sm">{failure.message}</Text>
            {again}
          </Stack>
        </Alert>
      )
    case 'bug':
      return (
        <Alert
          role="alert"
          color="red"
          icon={<IconBug />}
          variant="light"
          title="The studio made a mistake of its own"
        >
          <Stack gap="xs" align="flex-start">
            <Text size="sm">{failure.message}</Text>
            <Group gap="xs">
              <CopyButton value={`NegGen Studio: ${failure.message}\n\n${failure.details}`}>
                {({ copied, copy }) => (
                  <Button size="compact-xs" variant="default" onClick={copy}>
                    {copied ? 'Copied' : 'Copy details'}
                  </Button>
                )}
              </CopyButton>
              {again}
            </Group>
          </Stack>
        </Alert>
      )
    default:
      return assertNever(failure)
  }
}
