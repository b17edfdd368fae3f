import { Table, Text } from '@mantine/core'
import { assertNever } from '#shared/assert-never.ts'
import type { AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { AttributeSuggestion } from '#shared/contract/attributes.ts'
import { formatCount } from '../../components/format.ts'
import classes from './attributes-tab.module.css'

interface SuggestionTableProps {
  suggestions: readonly AttributeSuggestion[]
  current: number
  onChoose: (row: number) => void
}

/** Merges that the rules propose, each with its reason. */
export function SuggestionTable({ suggestions, current, onChoose }: SuggestionTableProps) {
  return (
    <Table aria-label="Suggested merges" captionSide="top">
      <Table.Caption ta="start">{formatCount(suggestions.length)} suggested merges</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Merge</Table.Th>
          <Table.Th>Why</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {suggestions.map(({ verdicts, reason }, row) => (
          <Table.Tr
            key={JSON.stringify(verdicts[0])}
            className={classes.row}
            aria-current={row === current}
            onClick={() => onChoose(row)}
          >
            <Table.Td>
              {verdicts.slice(0, 5).map(sentence).join('; ')}
              {verdicts.length > 5 && '; …'}
            </Table.Td>
            <Table.Td>
              <Text size="sm">{reason}</Text>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function sentence(verdict: AttributeVerdict): string {
  switch (verdict.kind) {
    case 'role':
      return `${verdict.name}: ${verdict.role}`
    case 'name':
      return `${verdict.name} → ${verdict.into}`
    case 'value':
      return `${verdict.name}: ${verdict.value} → ${verdict.into}`
    default:
      return assertNever(verdict)
  }
}
