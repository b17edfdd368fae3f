import { Table, Tooltip } from '@mantine/core'
import { formatCount } from '../../components/format.ts'
import { formatMetric, METRIC_MEANINGS } from '../../components/quality-metrics.ts'
import type { QualityGroup } from './quality-groups.ts'

/** Generators, snapshots and curators below each other; their medians side by side. */
export function QualityTable({ groups }: { groups: readonly QualityGroup[] }) {
  return (
    <Table.ScrollContainer minWidth={980}>
      <Table verticalSpacing={6} horizontalSpacing="xs" fz="xs" aria-label="Quality of negatives, medians">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Of</Table.Th>
            <Table.Th>Name</Table.Th>
            <Table.Th>Negatives</Table.Th>
            <Table.Th>Accepted</Table.Th>
            {METRIC_MEANINGS.map(({ key, label, definition, good }) => (
              <Table.Th key={key}>
                <Tooltip
                  label={`Median. ${definition} Good: ${good}.`}
                  multiline
                  w={320}
                  events={{ hover: true, focus: true, touch: true }}
                >
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by keyboard */}
                  <span tabIndex={0}>{label}</span>
                </Tooltip>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map(({ kind, name, summary }) => (
            <Table.Tr key={`${kind} ${name}`}>
              <Table.Td c="dimmed">{kind}</Table.Td>
              <Table.Th scope="row" style={{ whiteSpace: 'nowrap' }}>
                {name}
              </Table.Th>
              <Table.Td className="tabular">{formatCount(summary.negatives)}</Table.Td>
              <Table.Td className="tabular">
                {summary.acceptanceRate === null ? '–' : `${(summary.acceptanceRate * 100).toFixed(0)} %`}
              </Table.Td>
              {METRIC_MEANINGS.map(({ key }) => (
                <Table.Td key={key} className="tabular">
                  {summary.medians[key] === null ? '–' : formatMetric(summary.medians[key])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
