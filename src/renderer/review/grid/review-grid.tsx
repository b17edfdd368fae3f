import { Text } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type MouseEvent, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { ProposalSummary } from '#shared/contract/proposals.ts'
import type { Lease } from '#shared/contract/review.ts'
import type { ReviewDesk } from '../desk.ts'
import { ProposalTile } from '../proposal-tile.tsx'
import { useDeskState } from '../use-desk.ts'
import classes from './review-grid.module.css'
import { useGridActions } from './use-grid-actions.ts'
import type { Selection } from './use-selection.ts'
import { useTiles } from './use-tiles.ts'

const TILE_HEIGHT = 124
/** Tiles are at least as wide as this, in pixels, where there is the room. */
const TILE_WIDTH = 290
/** Rows from the end of what is loaded at which more is asked for. */
const ROWS_AHEAD = 8

interface ReviewGridProps {
  dataset: DatasetId
  desk: ReviewDesk
  /** What others have on screen. */
  leases: readonly Lease[]
  selection: Selection
  onOpen: () => void
  /** Asks for what comes behind the last tile. */
  onFurther: () => void
}

/** The queue as tiles: the same filter, order and place as one by one. */
export function ReviewGrid({ dataset, desk, leases, selection, onOpen, onFurther }: ReviewGridProps) {
  const session = useDeskState(desk, (state) => state.session)
  const { order, current, start } = session
  const [viewport, setViewport] = useState<HTMLElement | null>(null)
  const { ref: sized, width } = useElementSize()
  const columns = Math.max(1, Math.floor(width / TILE_WIDTH))
  const rows = useVirtualizer({
    count: width === 0 ? 0 : Math.ceil(order.length / columns),
    getScrollElement: () => viewport,
    estimateSize: () => TILE_HEIGHT,
    overscan: 3,
  })
  const shown = rows.getVirtualItems()
  const first = (shown[0]?.index ?? 0) * columns
  const last = ((shown.at(-1)?.index ?? 0) + 1) * columns - 1
  const tiles = useTiles(dataset, order, first, last)
  const place = current === null ? -1 : order.indexOf(current)
  const name = useId()

  const front = useRef(order[0])
  useLayoutEffect(() => {
    // What came in before the first tile moves the others down; the person goes on looking at the same ones.
    const before = front.current
    front.current = order[0]
    const came = before === undefined ? 0 : order.indexOf(before)
    if (came > 0 && viewport !== null) viewport.scrollTop += Math.ceil(came / columns) * TILE_HEIGHT
  }, [order, viewport, columns])
  const row = Math.floor(place / columns)
  useEffect(() => {
    if (row >= 0 && width > 0) rows.scrollToIndex(row, { align: 'auto' })
  }, [rows, row, width])
  const nearsEnd = shown.length > 0 && last >= order.length - ROWS_AHEAD * columns
  useEffect(() => {
    if (nearsEnd && order.length > 0) onFurther()
  }, [nearsEnd, order.length, onFurther])
  // Keys work wherever the focus is; a screen reader follows it.
  useEffect(() => viewport?.focus({ preventScroll: true }), [viewport])

  const goTo = (target: number) => desk.dispatch({ kind: 'jump', position: start + target })
  const within = (target: number) => Math.min(Math.max(target, 0), order.length - 1)
  const choose = (from: number, to: number) =>
    selection.add(order.slice(Math.min(from, to), Math.max(from, to) + 1))
  useGridActions(
    {
      move: (by) => {
        if (within(place + by) === place + by) goTo(place + by)
      },
      extend: (by) => {
        const target = within(place + by)
        choose(place, target)
        goTo(target)
      },
      toggle: () => current !== null && selection.toggle(current),
      clear: selection.clear,
      open: onOpen,
    },
    { columns, chosen: selection.chosen.size },
  )
  const press = (target: number, proposal: ProposalId, event: MouseEvent) => {
    if (event.shiftKey) choose(place, target)
    else if (event.ctrlKey || event.metaKey) selection.toggle(proposal)
    goTo(target)
  }
  const holders = new Map(leases.map(({ proposal, annotator }) => [proposal, annotator]))
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows that are far away are not in the page, which a table cannot say
    <div
      ref={setViewport}
      className={classes.viewport}
      role="grid"
      aria-label="Proposals"
      aria-multiselectable
      aria-rowcount={Math.ceil(order.length / columns)}
      aria-colcount={columns}
      aria-activedescendant={place >= first && place <= last ? `${name}_${current}` : undefined}
      tabIndex={0}
    >
      <div ref={sized} className={classes.rows} role="presentation" style={{ height: rows.getTotalSize() }}>
        {shown.map(({ index, start: top }) => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the tile that is meant
          <div
            key={index}
            role="row"
            aria-rowindex={index + 1}
            className={classes.row}
            style={{ height: TILE_HEIGHT, top, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
          >
            {order.slice(index * columns, (index + 1) * columns).map((proposal, column) => (
              <GridTile
                key={proposal}
                id={`${name}_${proposal}`}
                tile={tiles.get(proposal)}
                column={column}
                current={proposal === current}
                chosen={selection.chosen.has(proposal)}
                holder={holders.get(proposal) ?? null}
                onPress={(event) => press(index * columns + column, proposal, event)}
                onOpen={onOpen}
              />
            ))}
          </div>
        ))}
      </div>
    </div>
  )
}

interface GridTileProps {
  id: string
  /** Undefined while it is loaded. */
  tile: ProposalSummary | undefined
  column: number
  current: boolean
  chosen: boolean
  /** Who else has it on screen. */
  holder: string | null
  onPress: (event: MouseEvent) => void
  onOpen: () => void
}

function GridTile({ id, tile, column, current, chosen, holder, onPress, onOpen }: GridTileProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a cell of the grid above
    // biome-ignore lint/a11y/useFocusableInteractive: the grid has the focus and names the tile that is meant
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are actions of the grid
    <div
      id={id}
      role="gridcell"
      aria-colindex={column + 1}
      aria-selected={chosen}
      aria-description={tile === undefined ? 'Loading' : descriptionOf(tile)}
      className={classes.cell}
      data-current={current || undefined}
      data-chosen={chosen || undefined}
      data-held={holder !== null || undefined}
      onClick={onPress}
      onDoubleClick={onOpen}
    >
      {tile !== undefined && <ProposalTile proposal={tile} />}
      {holder !== null && (
        <Text size="xs" className={classes.holder}>
          {holder} has it on screen
        </Text>
      )}
    </div>
  )
}

function descriptionOf({ state, attributes }: ProposalSummary): string {
  const changes = attributes.map(({ name, from, to }) => `${name} from ${from} to ${to}`)
  return [state, ...changes].join(', ')
}
