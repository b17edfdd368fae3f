import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'
import { broughtBack, type PositiveTexts, putBack } from './attribute-edit.ts'

/** An attribute of the edit, with those that were put back still among them, so that they can be brought back. */
export interface EditRow {
  readonly attribute: AttributeChange
  readonly isPutBack: boolean
}

/** The rows of an edit that is opened: what the content names, and in its place what it names no longer of what stood before. */
export function rowsOf(content: NegativeContent, before: NegativeContent): EditRow[] {
  const named = new Set(content.attributes.map(({ name }) => name))
  const putBackOf = (attributes: readonly AttributeChange[]) =>
    attributes.filter(({ name }) => !named.has(name)).map((attribute) => ({ attribute, isPutBack: true }))
  let from = 0
  const rows = content.attributes.flatMap((attribute): EditRow[] => {
    const place = before.attributes.findIndex(({ name }, index) => index >= from && name === attribute.name)
    const passed = place < 0 ? [] : putBackOf(before.attributes.slice(from, place))
    if (place >= 0) from = place + 1
    return [...passed, { attribute, isPutBack: false }]
  })
  return [...rows, ...putBackOf(before.attributes.slice(from))]
}

/** Place of a row's attribute in the content, or where it would come. */
export function placeIn(rows: readonly EditRow[], row: number): number {
  return rows.slice(0, row).filter(({ isPutBack }) => !isPutBack).length
}

/** Puts the attribute of a row back, or brings it back. */
export function toggled(
  rows: readonly EditRow[],
  content: NegativeContent,
  positive: PositiveTexts,
  row: number,
): { rows: EditRow[]; content: NegativeContent } {
  const toggledRow = rows[row]
  if (toggledRow === undefined) return { rows: [...rows], content }
  const place = placeIn(rows, row)
  const { isPutBack, attribute } = toggledRow
  return {
    rows: rows.with(row, { attribute, isPutBack: !isPutBack }),
    content: isPutBack ? broughtBack(content, attribute, place) : putBack(content, positive, place),
  }
}
