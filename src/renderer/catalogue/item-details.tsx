import { ActionIcon, Badge, DataList, Group, Skeleton, Stack, Table, Text, Title } from '@mantine/core'
import { IconSparkles, IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { Item } from '#shared/contract/catalogue.ts'
import type { ItemId } from '#shared/contract/ids.ts'
import { api } from '../app/client.ts'
import { useActions } from '../components/actions.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf, formatDay } from '../components/format.ts'
import { ButtonLink, PageLink } from '../components/links.tsx'
import { Picture } from '../components/picture.tsx'
import classes from './items-tab.module.css'

interface ItemDetailsProps {
  item: ItemId
  onClose: () => void
}

/** Everything that the catalogue knows of one item. */
export function ItemDetails({ item, onClose }: ItemDetailsProps) {
  const query = useQuery(
    api.catalogue.item.queryOptions({ input: { item }, placeholderData: (before) => before }),
  )
  useActions('Catalogue', [
    { id: 'close', keys: 'escape', label: 'Close the item', icon: IconX, run: onClose },
  ])
  return (
    <aside className={classes.details} aria-label="Item" aria-busy={query.isPlaceholderData}>
      <div className={classes.detailsHead}>
        <div style={{ minWidth: 0 }}>
          <Title order={2} size="h5" lh={1.3} dir="auto">
            {query.data?.title ?? <Skeleton h={18} w={200} />}
          </Title>
          <Text size="xs" c="dimmed">
            {query.data?.externalId}
            {query.data?.category != null && ` · ${query.data.category}`}
          </Text>
        </div>
        <ActionIcon aria-label="Close the item" onClick={onClose}>
          <IconX size={18} />
        </ActionIcon>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className={classes.detailsBody} tabIndex={0} aria-label="Details of the item">
        {query.error !== null && <FailureCard error={query.error} retry={() => void query.refetch()} />}
        {query.data !== undefined && query.error === null && <Details item={query.data} />}
        {query.isPending && <Skeleton h="20rem" />}
      </section>
    </aside>
  )
}

function Details({ item }: { item: Item }) {
  return (
    <Stack gap="md">
      <div className={classes.largePicture}>
        <Picture hash={item.image} alt={`Picture of ${item.title}`} fit="contain" />
      </div>
      {item.imageSize !== null && (
        <Text size="xs" c="dimmed" mt={-8}>
          {item.imageSize.width} × {item.imageSize.height} pixels, {item.imageSize.format.toUpperCase()}
        </Text>
      )}
      <Text
        size="sm"
        dir="auto"
        style={{ whiteSpace: 'pre-wrap' }}
        {...(item.description === '' ? { c: 'dimmed' } : {})}
      >
        {item.description === '' ? 'No description.' : item.description}
      </Text>
      {item.attributes.length > 0 && (
        <DataList labelWidth="7rem" gap={6}>
          {item.attributes.map(({ name, values }) => (
            <DataList.Item key={name}>
              <DataList.ItemLabel dir="auto">{name}</DataList.ItemLabel>
              <DataList.ItemValue>
                <Group gap={4}>
                  {values.map((value) => (
                    <Badge key={value} color="gray" dir="auto">
                      {value}
                    </Badge>
                  ))}
                </Group>
              </DataList.ItemValue>
            </DataList.Item>
          ))}
        </DataList>
      )}
      <section>
        <Group justify="space-between" mb={4}>
          <Title order={3} size="h6">
            Proposals
          </Title>
          <ButtonLink
            to="/generate"
            search={{ item: item.id }}
            variant="subtle"
            size="compact-xs"
            leftSection={<IconSparkles size={14} />}
          >
            Generate for this item
          </ButtonLink>
        </Group>
        {item.proposalIds.length === 0 ? (
          <Text size="sm" c="dimmed">
            None yet.
          </Text>
        ) : (
          <Group gap="xs">
            {item.proposalIds.map((proposal) => (
              <PageLink key={proposal} size="sm" to="/review" search={{ proposal, state: 'all' }}>
                Review proposal {proposal}
              </PageLink>
            ))}
          </Group>
        )}
      </section>
      <section>
        <Title order={3} size="h6" mb={4}>
          {countOf(item.interactions, 'interaction')}
          {item.interactions > item.recentInteractions.length &&
            item.recentInteractions.length > 0 &&
            `, the newest ${item.recentInteractions.length}`}
        </Title>
        {item.recentInteractions.length > 0 && <Interactions interactions={item.recentInteractions} />}
      </section>
    </Stack>
  )
}

function Interactions({ interactions }: { interactions: Item['recentInteractions'] }) {
  return (
    <Table aria-label="Interactions" fz="xs" verticalSpacing={3} className="tabular">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>User</Table.Th>
          <Table.Th>Rating</Table.Th>
          <Table.Th>When</Table.Th>
          <Table.Th>Split</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {interactions.map(({ user, rating, timestamp, split }) => (
          <Table.Tr key={`${user} ${timestamp} ${split}`}>
            <Table.Td>{user}</Table.Td>
            <Table.Td>{rating}</Table.Td>
            <Table.Td>{timestamp === null ? '' : formatDay(timestamp * 1000)}</Table.Td>
            <Table.Td>{split}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
