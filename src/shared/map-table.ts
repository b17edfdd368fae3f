import type { MapPoints } from './contract/maps.ts'

type Cell = string | number | null

export const MAP_COLUMNS = ['x', 'y', 'item', 'title', 'category', 'proposal', 'state'] as const

/** A map as a table: items first, then negatives, whose title is their item's. */
export function mapRows({ items, proposals }: MapPoints): Cell[][] {
  const titles = new Map(items.map(({ item, title }) => [item, title]))
  return [
    ...items.map(({ x, y, item, title, category }) => [x, y, item, title, category, null, null]),
    ...proposals.map(({ x, y, item, proposal, state }) => [
      x,
      y,
      item,
      titles.get(item) ?? '',
      null,
      proposal,
      state,
    ]),
  ]
}
