import { ActionIcon, Button, Group, Stack, Table, Text } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Session } from '#shared/contract/access.ts'
import { useMe } from '../../app/caller.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { formatMoment } from '../../components/format.ts'
import { Copyable } from './copyable.tsx'
import { refreshAccess } from './refresh-access.ts'

/** The browsers that are signed in, and the way in for another one. */
export function Sessions() {
  const sessions = useQuery(api.access.sessions.queryOptions())
  const me = useMe()
  const invite = useMutation(api.access.invite.mutationOptions({ meta: { shownInPlace: true } }))
  const revoke = useMutation(api.access.revoke.mutationOptions({ onSuccess: refreshAccess }))
  const rows = sessions.data ?? []
  return (
    <Stack gap="xs">
      {rows.length > 0 && (
        <Table aria-label="Browsers that are signed in">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Browser</Table.Th>
              <Table.Th>Who</Table.Th>
              <Table.Th>From</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                own={session.id === me.session}
                onEnd={() => revoke.mutate({ session: session.id })}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group gap="xs">
        <Button variant="default" loading={invite.isPending} onClick={() => invite.mutate(undefined)}>
          Let another browser in
        </Button>
        {rows.length > 1 && (
          <Button variant="default" color="red" onClick={() => revoke.mutate({ session: 'all' })}>
            Sign all browsers out
          </Button>
        )}
      </Group>
      {invite.error !== null && <FailureCard error={invite.error} />}
      {invite.data !== undefined && (
        <Stack gap={4} role="status">
          <Text size="sm">
            This address lets one browser in as owner, once, until {formatMoment(invite.data.expiresAt)}.
          </Text>
          <Copyable text={invite.data.url} />
        </Stack>
      )}
    </Stack>
  )
}

function SessionRow({ session, own, onEnd }: { session: Session; own: boolean; onEnd: () => void }) {
  return (
    <Table.Tr>
      <Table.Td maw="14rem" title={session.browser}>
        <Text size="sm" truncate>
          {own ? 'This browser' : session.browser}
        </Text>
      </Table.Td>
      <Table.Td dir="auto">{session.name ?? 'Owner'}</Table.Td>
      <Table.Td>{session.from}</Table.Td>
      <Table.Td>{formatMoment(session.usedAt)}</Table.Td>
      <Table.Td ta="right">
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={own ? 'Sign this browser out' : `End session ${session.id}`}
          onClick={onEnd}
        >
          <IconTrash size={16} stroke={1.6} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  )
}
