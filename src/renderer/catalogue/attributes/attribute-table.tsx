import { Table, Text } from '@mantine/core'
import type { CuratedAttribute } from '#shared/contract/attributes.ts'
import { formatCount, formatMoment } from '../../components/format.ts'
import { ToneBadge } from '../../components/tone-badge.tsx'
import classes from './attributes-tab.module.css'

/** As many values as a row shows; the dialog for merging has all. */
const SHOWN_VALUES = 8

interface AttributeTableProps {
  /** The most frequent first. */
  attributes: readonly CuratedAttribute[]
  current: number
  onChoose: (row: number) => void
}

export function AttributeTable({ attributes, current, onChoose }: AttributeTableProps) {
  return (
    <Table aria-label="Attributes" captionSide="top">
      <Table.Caption ta="start">
        {attributes.length === 1 ? '1 attribute' : `${formatCount(attributes.length)} attributes`}
      </Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Attribute</Table.Th>
          <Table.Th>Role</Table.Th>
          <Table.Th ta="right">Changed</Table.Th>
          <Table.Th ta="right">Kept</Table.Th>
          <Table.Th ta="right" className={classes.whole}>
            Put back
          </Table.Th>
          <Table.Th>Values</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {attributes.map((attribute, row) => (
          <Table.Tr
            key={attribute.name}
            className={classes.row}
            aria-current={row === current}
            onClick={() => onChoose(row)}
          >
            <Table.Td dir="auto">
              {attribute.name}
              {attribute.merged.length > 0 && (
                <Text size="xs" c="dimmed">
                  also {attribute.merged.join(', ')}
                </Text>
              )}
            </Table.Td>
            <Table.Td className={classes.whole}>
              <Role attribute={attribute} />
            </Table.Td>
            {[attribute.changed, attribute.kept, attribute.putBack].map((count, column) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: three columns that never move
              <Table.Td key={column} ta="right" className="tabular">
                {formatCount(count)}
              </Table.Td>
            ))}
            <Table.Td dir="auto">{valuesOf(attribute)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function Role({ attribute: { role, roleBy, effectiveRole } }: { attribute: CuratedAttribute }) {
  if (role === 'undecided') {
    return (
      <ToneBadge tone="gray" miw="max-content">
        {effectiveRole} by count
      </ToneBadge>
    )
  }
  return (
    <ToneBadge
      tone={role === 'key' ? 'teal' : 'orange'}
      title={roleBy === null ? '' : `${roleBy.annotator}, ${formatMoment(roleBy.at)}`}
    >
      {role}
    </ToneBadge>
  )
}

function valuesOf({ values }: CuratedAttribute): string {
  const shown = values.slice(0, SHOWN_VALUES).map(({ value, changed }) => `${value} ${formatCount(changed)}`)
  const others = values.length - shown.length
  return `${shown.join(', ')}${others > 0 ? ` and ${formatCount(others)} more` : ''}`
}
