// biome-ignore-all lint/a11y/useSemanticElements: rows and cells of a virtual grid are placed by hand; no table element fits
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus, a cell is its active descendant
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid has the focus and answers to the keys
import { Skeleton } from '@mantine/core'
import type { ItemSummary } from '#shared/contract/catalogue.ts'
import { countOf, formatCount } from '../components/format.ts'
import { Picture } from '../components/picture.tsx'
import classes from './items-tab.module.css'

/** Id of the element of one place of the list. */
export function cellId(index: number): string {
  return `item-${index}`
}

interface CellProps {
  item: ItemSummary | undefined
  index: number
  active: boolean
  onClick: () => void
}

export function ItemCard({ item, index, active, onClick }: CellProps) {
  return (
    <div
      role="gridcell"
      id={cellId(index)}
      aria-selected={active}
      className={active ? `${classes.card} ${classes.active}` : classes.card}
      onClick={onClick}
    >
      <div className={classes.cardPicture}>
        {item !== undefined && <Picture hash={item.image} alt="" width={256} fit="contain" />}
      </div>
      <div className={classes.cardText}>
        <div className={classes.title} title={item?.title} dir="auto">
          {item?.title ?? ' '}
        </div>
        <div className={classes.meta}>
          <span dir="auto" style={{ overflow: 'hidden', textOverflow: 'ellipsis' }}>
            {item?.category ?? ' '}
          </span>
          <span className="tabular" title={item && countOf(item.interactions, 'interaction')}>
            {item === undefined ? '' : formatCount(item.interactions)}
          </span>
        </div>
      </div>
    </div>
  )
}

const COLUMNS = ['', 'Id', 'Title', 'Category', 'Interactions', 'Proposals', 'Description'] as const

export function TableHead() {
  return (
    <div className={`${classes.tableRow} ${classes.tableHead}`} aria-hidden>
      {COLUMNS.map((column, index) => (
        <span key={column} className={index > 3 ? classes.number : undefined}>
          {column}
        </span>
      ))}
    </div>
  )
}

export function ItemRow({ item, index, active, onClick }: CellProps) {
  return (
    <div
      role="gridcell"
      id={cellId(index)}
      aria-selected={active}
      className={active ? `${classes.tableRow} ${classes.active}` : classes.tableRow}
      style={{ height: '100%' }}
      onClick={onClick}
    >
      {item === undefined ? (
        <>
          <Skeleton w="2.25rem" h="2.25rem" animate={false} />
          <Skeleton h={10} animate={false} />
          <Skeleton h={10} animate={false} />
        </>
      ) : (
        <>
          <span className={classes.thumb}>
            <Picture hash={item.image} alt="" width={64} />
          </span>
          <span className="tabular">{item.externalId}</span>
          <span title={item.title} dir="auto">
            {item.title}
          </span>
          <span dir="auto">{item.category}</span>
          <span className={classes.number}>{formatCount(item.interactions)}</span>
          <span className={classes.number}>{item.proposals === 0 ? '' : formatCount(item.proposals)}</span>
          <span className={classes.number}>
            {item.descriptionLength === 0 ? 'none' : `${formatCount(item.descriptionLength)} chars`}
          </span>
        </>
      )}
    </div>
  )
}
