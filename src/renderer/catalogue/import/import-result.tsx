import { Alert, Button, CopyButton, Group, Stack, Table, Text, Title } from '@mantine/core'
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react'
import type { ImportReport } from '#shared/contract/imports.ts'
import { writeCsv } from '#shared/files/csv.ts'
import { countOf, formatCount } from '../../components/format.ts'
import { ButtonLink } from '../../components/links.tsx'
import { saveCsv } from '../../components/save-file.ts'
import classes from './import.module.css'

/** What came of an import: counts, and every row that was left out with its reason. */
export function ImportResult({ report, onAgain }: { report: ImportReport; onAgain: () => void }) {
  const { dataset, skipped, skippedTotal } = report
  const { counts } = dataset
  const header = ['file', 'line', 'reason']
  const rows = skipped.map(({ file, line, reason }) => [file, line, reason])
  return (
    <Stack>
      <Alert color="teal" icon={<IconCheck />} title={`${dataset.name} is imported`} role="status">
        <Text size="sm">
          {countOf(counts.items, 'item')}, {countOf(counts.images, 'picture')},{' '}
          {countOf(counts.users, 'user')} and {countOf(counts.interactions, 'interaction')}:{' '}
          {formatCount(counts.train)} to train, {formatCount(counts.validation)} to validate,{' '}
          {formatCount(counts.test)} to test.
        </Text>
      </Alert>
      <Group>
        <ButtonLink to="/catalogue">Open the catalogue</ButtonLink>
        <Button variant="default" onClick={onAgain}>
          Import another one
        </Button>
      </Group>
      {skippedTotal > 0 && (
        <section aria-label="Rows left out">
          <Group justify="space-between" mb={4}>
            <Title order={2} size="h6">
              {countOf(skippedTotal, 'row')} left out
              {skippedTotal > skipped.length && `, the first ${formatCount(skipped.length)}`}
            </Title>
            <Group gap="xs">
              <CopyButton value={writeCsv(header, rows)}>
                {({ copied, copy }) => (
                  <Button
                    variant="default"
                    size="compact-xs"
                    leftSection={<IconCopy size={14} />}
                    onClick={copy}
                  >
                    {copied ? 'Copied' : 'Copy as CSV'}
                  </Button>
                )}
              </CopyButton>
              <Button
                variant="default"
                size="compact-xs"
                leftSection={<IconDownload size={14} />}
                onClick={() => saveCsv(`${dataset.name}-left-out.csv`, header, rows)}
              >
                Save as CSV
              </Button>
            </Group>
          </Group>
          <div className={classes.preview} style={{ maxHeight: '24rem', overflowY: 'auto' }}>
            <Table fz="xs" stickyHeader aria-label="Rows left out">
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
          </div>
        </section>
      )}
    </Stack>
  )
}
