import { Table, Text } from '@mantine/core'
import type { Comparison } from '#shared/contract/runs.ts'
import classes from './compare-page.module.css'
import { configDifferences } from './config-differences.ts'

/** In which settings the runs differ: what else a difference in metrics may come from. */
export function ConfigTable({ comparison }: { comparison: Comparison }) {
  const differences = configDifferences(comparison)
  if (differences.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        The runs have the same settings.
      </Text>
    )
  }
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className={classes.tableViewport} tabIndex={0} aria-label="Settings that differ">
      <Table aria-label="Settings that differ" fz="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Setting</Table.Th>
            {comparison.groups.map(({ label }) => (
              <Table.Th key={label}>{label}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {differences.map(({ setting, values }) => (
            <Table.Tr key={setting}>
              <Table.Th scope="row">{setting}</Table.Th>
              {values.map((value, place) => (
                <Table.Td key={comparison.groups[place]?.label}>{value}</Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}
