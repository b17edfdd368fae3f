import { Table, Tooltip } from '@mantine/core'
import type { AuditCatches, CuratorFigures } from '#shared/contract/curators.ts'
import { formatCount, formatShare } from '../components/format.ts'
import { formatItemTime } from './item-times.ts'

const COLUMNS = [
  { label: 'Decisions', meaning: 'Those of theirs that stand.' },
  { label: 'An hour', meaning: 'Decisions one by one, in an hour at work.' },
  { label: 'Median time', meaning: 'How long an item is on screen before it is decided.' },
  { label: 'Accepted', meaning: 'Accepted or edited, of all that were accepted, edited or rejected.' },
  { label: 'Others accepted', meaning: 'The same of all others together.' },
  { label: 'Edited', meaning: 'Edited, of all that were let through.' },
] as const

const AUDITS = {
  label: 'Audits caught',
  meaning:
    'Planted negatives that they rejected or edited, of all that they did not skip. Behind it, the 95 % confidence interval of the rate.',
} as const

/** One row a curator; the last column is for an owner. */
export function CuratorTable({ figures }: { figures: readonly CuratorFigures[] }) {
  const withAudits = figures.some(({ audits }) => audits !== null)
  return (
    <Table.ScrollContainer minWidth={760}>
      <Table aria-label="Curators" verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Curator</Table.Th>
            {[...COLUMNS, ...(withAudits ? [AUDITS] : [])].map(({ label, meaning }) => (
              <Table.Th key={label} ta="right">
                <Tooltip label={meaning} multiline w={300} events={{ hover: true, focus: true, touch: true }}>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: its tooltip must be reachable by keyboard */}
                  <span tabIndex={0}>{label}</span>
                </Tooltip>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody className="tabular">
          {figures.map((row) => (
            <Table.Tr key={row.annotator}>
              <Table.Th scope="row" dir="auto">
                {row.annotator}
              </Table.Th>
              <Table.Td ta="right">{formatCount(row.decisions)}</Table.Td>
              <Table.Td ta="right">
                {row.hourlyRate === null ? '–' : formatCount(Math.round(row.hourlyRate))}
              </Table.Td>
              <Table.Td ta="right">
                {row.itemTimes.median === null ? '–' : formatItemTime(row.itemTimes.median)}
              </Table.Td>
              <Table.Td ta="right">{shareOf(row.acceptanceRate)}</Table.Td>
              <Table.Td ta="right">{shareOf(row.othersAcceptanceRate)}</Table.Td>
              <Table.Td ta="right">{shareOf(row.editRate)}</Table.Td>
              {row.audits !== null && <Table.Td ta="right">{caughtOf(row.audits)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function shareOf(share: number | null): string {
  return share === null ? '–' : formatShare(share)
}

function caughtOf({ caught, missed, rate, interval }: AuditCatches): string {
  if (rate === null || interval === null) return 'none decided'
  const { low, high } = interval
  return `${caught} of ${caught + missed} (${formatShare(low)} to ${formatShare(high)})`
}
