import { Button, Collapse, CopyButton, Group, Stack, Table, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconCopy, IconDownload, IconList } from '@tabler/icons-react'
import type { ImportReport } from '#shared/contract/imports.ts'
import { fileName } from '#shared/file-name.ts'
import { writeCsv } from '#shared/files/csv.ts'
import { countOf, formatCount } from '../../components/format.ts'
import { saveCsv } from '../../components/save-file.ts'
import classes from './import.module.css'

const HEADER = ['file', 'line', 'reason']

/** Rows that an import left out: how many for which reason, and one by one where somebody wants to see them. */
export function LeftOutRows({ report }: { report: ImportReport }) {
  const { dataset, leftOut, skipped, skippedTotal } = report
  const [listed, { toggle }] = useDisclosure(false)
  const rows = skipped.map(({ file, line, reason }) => [file, line, reason])
  const every =
    skippedTotal > skipped.length
      ? `the first ${formatCount(skipped.length)}`
      : countOf(skipped.length, 'row')
  return (
    <Stack component="section" gap="xs" aria-label="Rows left out">
      <Title order={2} size="h6">
        {countOf(skippedTotal, 'row')} left out
      </Title>
      <div className={classes.preview}>
        <Table fz="xs" aria-label="Reasons">
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right" w="5rem">
                Rows
              </Table.Th>
              <Table.Th>Reason</Table.Th>
              <Table.Th>File</Table.Th>
              <Table.Th>Lines</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {leftOut.map(({ file, reason, count, lines }) => (
              <Table.Tr key={`${file}:${reason}`}>
                <Table.Td ta="right" className="tabular">
                  {formatCount(count)}
                </Table.Td>
                <Table.Td>{reason}</Table.Td>
                <Table.Td title={file}>{fileName(file)}</Table.Td>
                <Table.Td className="tabular">
                  {lines.map(formatCount).join(', ')}
                  {count > lines.length && ' …'}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconList size={14} />}
          aria-expanded={listed}
          onClick={toggle}
        >
          {listed ? 'Hide the list' : `List ${every}`}
        </Button>
        <CopyButton value={writeCsv(HEADER, rows)}>
          {({ copied, copy }) => (
            <Button variant="default" size="compact-xs" leftSection={<IconCopy size={14} />} onClick={copy}>
              {copied ? 'Copied' : 'Copy as CSV'}
            </Button>
          )}
        </CopyButton>
        <Button
          variant="default"
          size="compact-xs"
          leftSection={<IconDownload size={14} />}
          onClick={() => saveCsv(`${dataset.name}-left-out.csv`, HEADER, rows)}
        >
          Save as CSV
        </Button>
      </Group>
      <Collapse expanded={listed}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
        <section className={classes.list} tabIndex={0} aria-label="Every row">
          <Table fz="xs" stickyHeader aria-label="Rows">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>File</Table.Th>
                <Table.Th>Line</Table.Th>
                <Table.Th>Reason</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {skipped.map(({ file, line, reason }) => (
                <Table.Tr key={`${file}:${line}:${reason}`}>
                  <Table.Td>{file}</Table.Td>
                  <Table.Td className="tabular">{formatCount(line)}</Table.Td>
                  <Table.Td>{reason}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      </Collapse>
    </Stack>
  )
}
