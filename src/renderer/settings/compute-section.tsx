import { Button, Code, Fieldset, Group, NativeSelect, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { BackendsReport, Settings } from '#shared/contract/system.ts'
import { backendLabel } from '#shared/training/backends.ts'
import type { Threads } from '#shared/training/config.ts'
import { api, queryClient } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { ThreadSelect } from '../components/thread-select.tsx'
import { type Tone, ToneBadge } from '../components/tone-badge.tsx'
import { type BackendRow, type BackendState, backendRows } from './backend-rows.ts'
import { useSaveSettings } from './use-save-settings.ts'

const REMEMBERED = { input: { refresh: false } }

const STATES: Readonly<Record<BackendState, { label: string; tone: Tone }>> = {
  taken: { label: 'taken by auto', tone: 'teal' },
  usable: { label: 'usable', tone: 'iris' },
  'by-name': { label: 'by name only', tone: 'yellow' },
  unusable: { label: 'not usable', tone: 'gray' },
}

/** What can train here, what a run takes that leaves the choice open, and with how many threads runs start. */
export function ComputeSection({ settings }: { settings: Settings }) {
  const report = useQuery(api.system.backends.queryOptions(REMEMBERED))
  const look = useMutation(
    api.system.backends.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: (fresh) => queryClient.setQueryData(api.system.backends.queryKey(REMEMBERED), fresh),
    }),
  )
  const again = () => look.mutate({ refresh: true })
  const error = look.error ?? report.error
  return (
    <Fieldset legend="Compute">
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed" role="status">
            {report.data === undefined ? (
              'Looking at what can train here…'
            ) : (
              <Choice auto={report.data.auto} />
            )}
          </Text>
          <Button
            variant="default"
            style={{ flex: 'none' }}
            loading={look.isPending || report.isFetching}
            onClick={again}
          >
            Check again
          </Button>
        </Group>
        {error !== null && <FailureCard error={error} retry={again} />}
        {report.isPending && <Skeleton h="12rem" />}
        {report.data !== undefined && (
          <>
            <Table aria-label="Backends" verticalSpacing={8}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w="7rem">Backend</Table.Th>
                  <Table.Th w="8.5rem">State</Table.Th>
                  <Table.Th>Device and reason</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {backendRows(report.data).map((row) => (
                  <Row key={row.name} row={row} />
                ))}
              </Table.Tbody>
            </Table>
            <Group align="flex-start">
              <ThreadsField cores={report.data.cores} threads={settings.threads} />
              <RunsAtOnceField runsAtOnce={settings.runsAtOnce} />
            </Group>
          </>
        )}
      </Stack>
    </Fieldset>
  )
}

function Choice({ auto }: { auto: BackendsReport['auto'] }) {
  if (auto.name === null) return auto.reason
  return (
    <>
      A run with the backend “auto” takes <Code>{backendLabel(auto.name)}</Code>, the first of these that
      fits.
    </>
  )
}

function Row({ row: { name, state, device, why, remedy } }: { row: BackendRow }) {
  const { label, tone } = STATES[state]
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Th scope="row" fw={500}>
        {backendLabel(name)}
      </Table.Th>
      <Table.Td>
        <ToneBadge tone={tone}>{label}</ToneBadge>
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {device !== null && <div>{device}</div>}
        <div>{why}</div>
        {remedy !== null && (
          <Text size="sm" c="dimmed">
            {remedy}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function RunsAtOnceField({ runsAtOnce }: { runsAtOnce: number }) {
  const save = useSaveSettings()
  return (
    <NativeSelect
      w="22rem"
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      label="Runs at once"
      description="As far as cores and memory allow. New runs with automatic threads share the cores."
      data={
        RUNS_AT_ONCE.includes(runsAtOnce)
          ? RUNS_AT_ONCE.map(String)
          : [...RUNS_AT_ONCE, runsAtOnce].map(String)
      }
      value={String(runsAtOnce)}
      disabled={save.isPending}
      onChange={(event) => save.mutate({ runsAtOnce: Number(event.currentTarget.value) })}
    />
  )
}

const RUNS_AT_ONCE = [1, 2, 3, 4, 6, 8, 12, 16]

function ThreadsField({ cores, threads }: { cores: number; threads: Threads }) {
  const save = useSaveSettings()
  return (
    <ThreadSelect
      w="18rem"
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      label="Threads for training"
      description="Of the CPU backend. New runs start with it; each can have its own."
      cores={cores}
      threads={threads}
      disabled={save.isPending}
      onChange={(chosen) => save.mutate({ threads: chosen })}
    />
  )
}
