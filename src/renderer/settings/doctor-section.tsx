import { Button, CopyButton, Fieldset, Group, Skeleton, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck, IconCircleMinus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DoctorReport } from '#shared/contract/system.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'

type Check = DoctorReport['checks'][number]

const STATES = {
  ok: { label: 'works', icon: IconCircleCheck, color: 'light-dark(#0c7a58, #34c997)' },
  absent: { label: 'absent', icon: IconCircleMinus, color: 'var(--mantine-color-dimmed)' },
  problem: { label: 'problem', icon: IconAlertTriangle, color: 'light-dark(#b35c00, #f2b33d)' },
} as const

/** What this machine has, lacks, and what to do about it. The report to copy has the backends too, which stand above. */
export function DoctorSection() {
  const report = useQuery(api.system.doctor.queryOptions({ staleTime: 60_000 }))
  const checks = report.data?.checks ?? []
  return (
    <Fieldset legend="Doctor">
      <Stack gap="sm">
        <Group justify="space-between">
          <Text size="sm" c="dimmed">
            What the studio can use on this machine.
          </Text>
          <Group gap="xs">
            <CopyButton value={checks.map(checkLine).join('\n')}>
              {({ copied, copy }) => (
                <Button variant="default" disabled={checks.length === 0} onClick={copy}>
                  {copied ? 'Copied' : 'Copy the report'}
                </Button>
              )}
            </CopyButton>
            <Button variant="default" loading={report.isFetching} onClick={() => void report.refetch()}>
              Check again
            </Button>
          </Group>
        </Group>
        {report.error !== null && <FailureCard error={report.error} retry={() => void report.refetch()} />}
        {report.isPending && <Skeleton h="12rem" />}
        {checks.length > 0 && (
          <Table aria-label="Checks" verticalSpacing={8}>
            <Table.Tbody>
              {checks.filter(isShownHere).map((check) => (
                <CheckRow key={check.name} check={check} />
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Stack>
    </Fieldset>
  )
}

function isShownHere({ name }: Check): boolean {
  return !name.startsWith('backend ')
}

function CheckRow({ check }: { check: Check }) {
  const { label, icon: Icon, color } = STATES[check.state]
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td w="7rem">
        <Group gap={6} wrap="nowrap" style={{ color }}>
          <Icon size={17} aria-hidden />
          {label}
        </Group>
      </Table.Td>
      <Table.Th scope="row" w="9rem" fw={500}>
        {check.name}
      </Table.Th>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {check.detail}
        {check.remedy !== null && (
          <Text size="sm" c="dimmed">
            {check.remedy}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function checkLine({ state, name, detail, remedy }: Check): string {
  return `${state}\t${name}\t${detail}${remedy === null ? '' : `\t${remedy}`}`
}
