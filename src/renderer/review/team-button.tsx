import { Button, Popover, Table, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { DatasetId } from '#shared/contract/ids.ts'
import { api } from '../app/client.ts'
import { formatCount, formatSeconds, formatShare } from '../components/format.ts'
import classes from './review-page.module.css'

/** How each annotator decides: an acceptance rate near 1 at a short dwell is a rubber stamp. */
export function TeamButton({ dataset }: { dataset: DatasetId }) {
  const progress = useQuery(api.review.progress.queryOptions({ input: { dataset } }))
  const annotators = progress.data?.annotators ?? []
  return (
    <Popover position="bottom-end" withArrow width={380}>
      <Popover.Target>
        <Button
          variant="default"
          className={classes.foldable}
          leftSection={<IconUsers size={15} aria-hidden />}
        >
          Curators
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Curators">
        {annotators.length === 0 ? (
          <Text size="sm" c="dimmed">
            Nobody has decided anything yet.
          </Text>
        ) : (
          <Table aria-label="Curators">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Curator</Table.Th>
                <Table.Th ta="right">Decisions</Table.Th>
                <Table.Th ta="right">Accepted</Table.Th>
                <Table.Th ta="right">Median time</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody className="tabular">
              {annotators.map((row) => (
                <Table.Tr key={row.annotator}>
                  <Table.Td>{row.annotator}</Table.Td>
                  <Table.Td ta="right">{formatCount(row.decisions)}</Table.Td>
                  <Table.Td ta="right">
                    {row.acceptanceRate === null ? '–' : formatShare(row.acceptanceRate)}
                  </Table.Td>
                  <Table.Td ta="right">
                    {row.medianDwell === null ? '–' : formatSeconds(row.medianDwell / 1000)}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </Popover.Dropdown>
    </Popover>
  )
}
