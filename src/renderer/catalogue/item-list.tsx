// biome-ignore-all lint/a11y/useSemanticElements: rows and cells of a virtual grid are placed by hand; no table element fits
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, a cell is its active descendant
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the focus and answers to the keys
import { Alert, EmptyState, Skeleton } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { IconSearchOff } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf, formatCount } from '../components/format.ts'
import { cellId, ItemCard, ItemRow, TableHead } from './item-cells.tsx'
import { columnsFor, moveTo, reachableRows } from './item-pages.ts'
import classes from './items-tab.module.css'
import { type CatalogueSearch, itemFilter } from './search.ts'
import { useItemWindow } from './use-item-window.ts'

/** Sizes in rem, as the style sheet has them. */
const CARD_WIDTH = 9.5
const CARD_TEXT = 3.75
const PICTURE_RATIO = 1.2
const GAP_PIXELS = 12
const PAGE_PADDING = 1
const TABLE_ROW = 2.75

interface ItemListProps {
  dataset: DatasetId
  search: CatalogueSearch
  onOpen: (item: ItemId | undefined) => void
  onTotal: (total: number | null) => void
}

/**
 * All items as a grid of cards or a table. Only what is on screen exists in the page, and only its
 * pages are asked of the engine, so that 100,000 items scroll like a hundred.
 */
export function ItemList({ dataset, search, onOpen, onTotal }: ItemListProps) {
  const scroller = useRef<HTMLDivElement | null>(null)
  const { ref: measure, width } = useElementSize<HTMLDivElement>()
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const view = search.view ?? 'grid'
  const inner = Math.max(0, width - 2 * PAGE_PADDING * rem)
  const columns = view === 'table' ? 1 : columnsFor(inner, CARD_WIDTH * rem, GAP_PIXELS)
  const cardWidth = (inner - (columns - 1) * GAP_PIXELS) / columns
  const rowHeight =
    view === 'table' ? TABLE_ROW * rem : Math.round(cardWidth * PICTURE_RATIO + CARD_TEXT * rem) + GAP_PIXELS

  const [visible, setVisible] = useState({ first: 0, last: 60 })
  const items = useItemWindow(
    { dataset, filter: itemFilter(search), sort: search.sort ?? 'catalogue' },
    visible.first,
    visible.last,
  )
  const total = items.total ?? 0
  const rows = Math.ceil(total / columns)
  const reachable = reachableRows(rows, rowHeight)
  const virtualizer = useVirtualizer({
    count: width === 0 ? 0 : reachable,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 3,
    paddingStart: view === 'table' ? 0 : GAP_PIXELS,
    // A frame may pass between scrolling and drawing; rendering within the scroll event costs more.
    useFlushSync: false,
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the virtualizer stays the same
  useEffect(() => virtualizer.measure(), [rowHeight])
  const virtualRows = virtualizer.getVirtualItems()
  const first = (virtualRows[0]?.index ?? 0) * columns
  const last = ((virtualRows.at(-1)?.index ?? 0) + 1) * columns - 1
  useEffect(() => setVisible({ first, last }), [first, last])
  useEffect(() => onTotal(items.total), [items.total, onTotal])

  const [active, setActive] = useState(0)
  // Keys can be quicker than the page that a place lies on: its item opens when it is there.
  const [awaited, setAwaited] = useState<number | null>(null)
  const awaitedItem = awaited === null ? undefined : items.itemAt(awaited)?.id
  useEffect(() => {
    if (awaitedItem === undefined) return
    setAwaited(null)
    onOpen(awaitedItem)
  }, [awaitedItem, onOpen])
  const [located, setLocated] = useState(search.item === undefined)
  const choose = (index: number) => {
    setActive(index)
    setLocated(true)
    setAwaited(index)
  }
  // Details that open or close make other rows of the same items: the marked one stays in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a new layout moves the list
  useEffect(() => {
    if (active > 0) virtualizer.scrollToIndex(Math.floor(active / columns), { align: 'auto' })
  }, [columns, rowHeight])
  // The address came with an open item: the keys start from it, once it is on screen.
  const openAt = places(first, last).find(
    (index) => search.item !== undefined && items.itemAt(index)?.id === search.item,
  )
  useEffect(() => {
    if (located || openAt === undefined) return
    setActive(openAt)
    setLocated(true)
  }, [located, openAt])
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Enter') {
      event.preventDefault()
      choose(active)
      return
    }
    if (event.key === 'Escape' && search.item !== undefined) {
      event.preventDefault()
      onOpen(undefined)
      return
    }
    const screen = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1)
    const next = moveTo(event.key, active, Math.min(total, reachable * columns), columns, screen)
    if (next === null) return
    event.preventDefault()
    virtualizer.scrollToIndex(Math.floor(next / columns), { align: 'auto' })
    // Open details follow the keys.
    if (search.item === undefined) setActive(next)
    else choose(next)
  }

  if (items.error !== null) {
    return (
      <div style={{ padding: 16 }}>
        <FailureCard error={items.error} retry={items.retry} />
      </div>
    )
  }
  if (items.total === 0) {
    return (
      <EmptyState
        mt={60}
        icon={<IconSearchOff size={40} stroke={1.4} />}
        title="No item is like that"
        description="Try other words, or clear a filter."
      />
    )
  }
  const cell = (index: number): ReactNode => {
    if (index >= total) return null
    const item = items.itemAt(index)
    // An address names an item, keys move by place: where both speak, the open item is the one marked.
    const marked =
      search.item === undefined || item === undefined ? index === active : item.id === search.item
    const shown = { item, index, active: marked, onClick: () => choose(index) }
    return view === 'table' ? <ItemRow key={index} {...shown} /> : <ItemCard key={index} {...shown} />
  }
  return (
    <>
      {view === 'table' && <TableHead />}
      <div
        ref={(element) => {
          scroller.current = element
          measure(element)
        }}
        className={`${classes.scroller} ${items.stale ? classes.stale : ''}`}
        role="grid"
        aria-label="Items"
        aria-rowcount={rows}
        aria-colcount={columns}
        aria-busy={items.stale || items.total === null}
        tabIndex={0}
        aria-activedescendant={active >= first && active <= last ? cellId(active) : undefined}
        onKeyDown={onKeyDown}
      >
        {items.total === null && <Skeleton h="100%" radius={0} animate={false} />}
        <div className={classes.canvas} style={{ height: virtualizer.getTotalSize() }} role="presentation">
          {virtualRows.map((row) => (
            <div
              key={row.key}
              role="row"
              aria-rowindex={row.index + 1}
              className={view === 'table' ? classes.row : `${classes.row} ${classes.gridRow}`}
              style={{
                transform: `translateY(${row.start}px)`,
                height: view === 'table' ? rowHeight : rowHeight - GAP_PIXELS,
                gridTemplateColumns: view === 'table' ? undefined : `repeat(${columns}, minmax(0, 1fr))`,
              }}
            >
              {Array.from({ length: columns }, (_, column) => cell(row.index * columns + column))}
            </div>
          ))}
        </div>
      </div>
      {reachable < rows && (
        <Alert m="xs" p="xs" color="gray">
          The first {formatCount(reachable * columns)} of {countOf(total, 'item')} can be scrolled to. Search
          or filter to reach the others.
        </Alert>
      )}
    </>
  )
}

function places(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset)
}
