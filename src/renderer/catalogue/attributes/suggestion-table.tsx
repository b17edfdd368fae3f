import { Table, Text } from '@mantine/core'
import { assertNever } from '#shared/assert-never.ts'
import type { AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { AttributeSuggestion } from '#shared/contract/attributes.ts'
import { formatCount } from '../../components/format.ts'
import { ToneBadge } from '../../components/tone-badge.tsx'
import classes from './attributes-tab.module.css'

/** As many terms as a row names; of a long list the number says as much as the rest. */
const SHOWN_MERGES = 5

interface SuggestionTableProps {
  suggestions: readonly AttributeSuggestion[]
  current: number
  onChoose: (row: number) => void
}

/** Merges that the rules and a model propose, each with its reason. */
export function SuggestionTable({ suggestions, current, onChoose }: SuggestionTableProps) {
  return (
    <Table aria-label="Suggested merges" captionSide="top">
      <Table.Caption ta="start">{countOf(suggestions.length)}</Table.Caption>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w={160}>Attribute</Table.Th>
          <Table.Th>Merge</Table.Th>
          <Table.Th>Why</Table.Th>
          <Table.Th w={90}>By</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {suggestions.map(({ source, verdicts, reason }, row) => (
          <Table.Tr
            key={JSON.stringify(verdicts[0])}
            className={classes.row}
            aria-current={row === current}
            onClick={() => onChoose(row)}
          >
            <Table.Td>{attributeOf(verdicts)}</Table.Td>
            <Table.Td>{mergeOf(verdicts)}</Table.Td>
            <Table.Td>
              <Text size="sm">{reason}</Text>
            </Table.Td>
            <Table.Td>
              <ToneBadge tone={source === 'model' ? 'iris' : 'gray'}>{source}</ToneBadge>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

function countOf(suggestions: number): string {
  return suggestions === 1 ? '1 suggested merge' : `${formatCount(suggestions)} suggested merges`
}

/** Whose values are merged; names have no attribute beside them. */
function attributeOf([first]: readonly AttributeVerdict[]): string {
  return first?.kind === 'value' ? first.name : 'names'
}

/** Suggested together are merges into one term. */
function mergeOf(verdicts: readonly AttributeVerdict[]): string {
  const shown = verdicts.slice(0, SHOWN_MERGES).map(mergedTerm)
  const others = verdicts.length - shown.length
  const terms = `${shown.join(', ')}${others > 0 ? ` and ${formatCount(others)} more` : ''}`
  const into = new Set(verdicts.flatMap((verdict) => (verdict.kind === 'role' ? [] : [verdict.into])))
  return `${terms} → ${[...into].join(', ')}`
}

function mergedTerm(verdict: AttributeVerdict): string {
  switch (verdict.kind) {
    case 'role':
    case 'name':
      return verdict.name
    case 'value':
      return verdict.value
    default:
      return assertNever(verdict)
  }
}
