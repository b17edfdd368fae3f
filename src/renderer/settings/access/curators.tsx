import { ActionIcon, Button, Code, Group, Stack, Table, Text, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Curator } from '#shared/contract/access.ts'
import { Annotator } from '#shared/contract/ids.ts'
import { api } from '../../app/client.ts'
import { FailureCard } from '../../components/failure-card.tsx'
import { formatCount, formatMoment } from '../../components/format.ts'
import { Copyable } from './copyable.tsx'
import { refreshAccess } from './refresh-access.ts'

/** Those who review, each with a token that is told once. */
export function Curators() {
  const curators = useQuery(api.access.curators.queryOptions())
  const [name, setName] = useState('')
  const add = useMutation(
    api.access.addCurator.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: () => {
        setName('')
        refreshAccess()
      },
    }),
  )
  const remove = useMutation(api.access.removeCurator.mutationOptions({ onSuccess: refreshAccess }))
  const parsed = Annotator.safeParse(name)
  return (
    <Stack gap="xs">
      <Text size="sm">
        A curator signs in with a token of their own, sees the review page and their own figures alone, and
        decides under this name. Others reach the studio by <Code>studio serve</Code>.
      </Text>
      {(curators.data ?? []).length > 0 && (
        <Table aria-label="Curators">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Curator</Table.Th>
              <Table.Th>Browsers</Table.Th>
              <Table.Th>Last seen</Table.Th>
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {curators.data?.map((curator) => (
              <CuratorRow
                key={curator.name}
                curator={curator}
                onRemove={() => remove.mutate({ name: curator.name })}
              />
            ))}
          </Table.Tbody>
        </Table>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (parsed.success) add.mutate({ name: parsed.data })
        }}
      >
        <Group align="flex-end" gap="xs">
          <TextInput
            label="New curator"
            w="18rem"
            maxLength={80}
            autoComplete="off"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" disabled={!parsed.success} loading={add.isPending}>
            Make a token
          </Button>
        </Group>
      </form>
      {add.error !== null && <FailureCard error={add.error} />}
      {add.data !== undefined && (
        <Stack gap={4} role="status">
          <Text size="sm">
            The token of {add.data.name} is shown this once. Give it to nobody else; it is pasted into the
            page at {add.data.url ?? 'the address of studio serve'}.
          </Text>
          <Copyable text={add.data.token} />
        </Stack>
      )}
    </Stack>
  )
}

function CuratorRow({ curator, onRemove }: { curator: Curator; onRemove: () => void }) {
  return (
    <Table.Tr>
      <Table.Td dir="auto">{curator.name}</Table.Td>
      <Table.Td>{formatCount(curator.sessions)}</Table.Td>
      <Table.Td>{curator.usedAt === null ? '' : formatMoment(curator.usedAt)}</Table.Td>
      <Table.Td ta="right">
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={`Let ${curator.name} in no more`}
          onClick={onRemove}
        >
          <IconTrash size={16} stroke={1.6} />
        </ActionIcon>
      </Table.Td>
    </Table.Tr>
  )
}
