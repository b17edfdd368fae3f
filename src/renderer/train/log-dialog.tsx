import { Button, Code, CopyButton, Group, Loader, Modal, ScrollArea, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Run } from '#shared/contract/runs.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'

/** The log has no event of its own: while a run writes it, it is read this often. */
const REFRESH_MILLISECONDS = 2000

interface LogDialogProps {
  run: Run
  opened: boolean
  onClose: () => void
}

export function LogDialog({ run, opened, onClose }: LogDialogProps) {
  const query = useQuery({
    ...api.runs.log.queryOptions({ input: { run: run.id } }),
    enabled: opened,
    staleTime: 0,
    refetchInterval: run.state === 'running' ? REFRESH_MILLISECONDS : false,
  })
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={`Log of ${run.name}`}
      size="xl"
      scrollAreaComponent={ScrollArea.Autosize}
    >
      {query.data !== undefined ? (
        <Stack gap="xs">
          <Group justify="flex-end">
            <CopyButton value={query.data.text}>
              {({ copied, copy }) => (
                <Button variant="default" size="compact-xs" onClick={copy}>
                  {copied ? 'Copied' : 'Copy log'}
                </Button>
              )}
            </CopyButton>
          </Group>
          <Code block tabIndex={0} aria-label="Log">
            {query.data.text === '' ? 'Nothing was logged yet.' : query.data.text}
          </Code>
        </Stack>
      ) : query.isError ? (
        <FailureCard error={query.error} retry={() => void query.refetch()} />
      ) : (
        <Loader size="sm" />
      )}
    </Modal>
  )
}
