import { SPLITS } from '#main/store/interaction-repository.ts'
import type { Split } from '#shared/contract/catalogue.ts'
import type { InteractionMapping } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { interactionColumns } from './columns.ts'
import { Growable } from './growable.ts'
import { Interner } from './interner.ts'
import type { SkippedRows } from './skipped-rows.ts'
import { cellText, type RowBatch, type Table } from './table.ts'

/** The value of `split` for rows of a file without that column. */
export const NO_SPLIT = 255

/** Interactions as columns, in file order; row i of every column is one interaction. */
export interface InteractionLog {
  /** External ids by number. */
  users: readonly string[]
  items: readonly string[]
  count: number
  user: Int32Array
  item: Int32Array
  /** NaN where there is none; empty where the file has no such column, as `timestamp` and `split` are. */
  rating: Float64Array
  /** Unix seconds; NaN where there is none. */
  timestamp: Float64Array
  /** Index into SPLITS, or NO_SPLIT. */
  split: Uint8Array
  /** Where the row stands in its file. */
  line: Uint32Array
  hasRatings: boolean
  hasSplit: boolean
}

export interface IdTranslation {
  /** The id that the catalogue knows, or a reason why there is none. */
  user(id: string): { id: string } | { reason: string }
  item(id: string): { id: string } | { reason: string }
}

export interface InteractionOptions {
  mapping: InteractionMapping | undefined
  /** Items that exist, in order; left out, items are made from the ids. */
  items: Interner | undefined
  translate: IdTranslation | undefined
  onProgress(bytesRead: number): void
}

/**
 * Reads a table of interactions. Rows with a missing id, an unknown item, or a rating, time or split that
 * cannot be read go to `skipped`.
 *
 * @throws ExpectedError BAD_INPUT when the mapping does not fit the file, or no row can be used
 */
export async function readInteractions(
  table: Table,
  options: InteractionOptions,
  skipped: SkippedRows,
): Promise<InteractionLog> {
  const columns = interactionColumns(table.file, table.columns, options.mapping)
  const users = new Interner()
  const items = options.items ?? new Interner()
  const mayAddItems = options.items === undefined
  const user = new Growable((length) => new Int32Array(length))
  const item = new Growable((length) => new Int32Array(length))
  const rating = new Growable((length) => new Float64Array(length))
  const timestamp = new Growable((length) => new Float64Array(length))
  const split = new Growable((length) => new Uint8Array(length))
  const line = new Growable((length) => new Uint32Array(length))

  /** Takes the row in, or says why not. */
  const take = (batch: RowBatch, row: number, rowLine: number): string | undefined => {
    const text = (column: number | undefined) =>
      column === undefined ? '' : cellText(batch.columns[column]?.[row]).trim()
    const rawUser = text(columns.user)
    const rawItem = text(columns.item)
    if (rawUser === '') return 'this interaction has no user id'
    if (rawItem === '') return 'this interaction has no item id'
    const knownUser = options.translate?.user(rawUser)
    if (knownUser !== undefined && 'reason' in knownUser) return knownUser.reason
    const knownItem = options.translate?.item(rawItem)
    if (knownItem !== undefined && 'reason' in knownItem) return knownItem.reason
    const itemId = knownItem?.id ?? rawItem
    const itemIndex = mayAddItems ? undefined : items.find(itemId)
    if (!mayAddItems && itemIndex === undefined) return `the item ${itemId} is not in the items file`
    const stars = parseRating(text(columns.rating))
    if (stars === undefined) return `the rating "${text(columns.rating)}" is not a number`
    const time = parseTimestamp(text(columns.timestamp))
    if (time === undefined)
      return `the time "${text(columns.timestamp)}" is neither Unix time nor an ISO date`
    const part = columns.split === undefined ? NO_SPLIT : parseSplit(text(columns.split))
    if (part === undefined) {
      return `the split "${text(columns.split)}" is none of 0, 1, 2, train, validation, test`
    }
    user.push(users.add(knownUser?.id ?? rawUser))
    item.push(itemIndex ?? items.add(itemId))
    if (columns.rating !== undefined) rating.push(stars)
    if (columns.timestamp !== undefined) timestamp.push(time)
    if (columns.split !== undefined) split.push(part)
    line.push(rowLine)
    return undefined
  }

  const wanted = new Set(Object.values(columns).filter((column) => column !== undefined))
  for await (const batch of table.batches(skipped, wanted)) {
    for (const [row, rowLine] of batch.lines.entries()) {
      const reason = take(batch, row, rowLine)
      if (reason !== undefined) skipped.add(table.file, rowLine, reason)
    }
    const last = batch.lines.at(-1) ?? 1
    users.refuseMore(table.file, last)
    items.refuseMore(table.file, last)
    options.onProgress(batch.bytesRead)
  }
  if (user.length === 0) throw noInteractions(table, skipped)
  return {
    users: users.texts,
    items: items.texts,
    count: user.length,
    user: user.view(),
    item: item.view(),
    rating: rating.view(),
    timestamp: timestamp.view(),
    split: split.view(),
    line: line.view(),
    hasRatings: columns.rating !== undefined,
    hasSplit: columns.split !== undefined,
  }
}

function parseRating(text: string): number | undefined {
  if (text === '') return Number.NaN
  const value = Number(text)
  return Number.isFinite(value) ? value : undefined
}

const ISO_DATE = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/

/** Seconds, from seconds, milliseconds or microseconds since 1970, or an ISO date (UTC unless it says otherwise). */
export function parseTimestamp(text: string): number | undefined {
  if (text === '') return Number.NaN
  const value = Number(text)
  // As seconds these bounds lie beyond the year 5000, as milliseconds and microseconds in 1973.
  if (Number.isFinite(value)) return value > 1e14 ? value / 1e6 : value > 1e11 ? value / 1e3 : value
  const match = ISO_DATE.exec(text)
  if (match === null) return undefined
  const [, day, time, zone] = match
  const milliseconds = Date.parse(`${day}T${time ?? '00:00'}${zone ?? 'Z'}`)
  return Number.isNaN(milliseconds) ? undefined : milliseconds / 1000
}

const SPLIT_WORDS: Readonly<Record<string, Split>> = {
  '0': 'train',
  '1': 'validation',
  '2': 'test',
  train: 'train',
  training: 'train',
  valid: 'validation',
  validation: 'validation',
  val: 'validation',
  dev: 'validation',
  test: 'test',
  testing: 'test',
}

function parseSplit(text: string): number | undefined {
  // Tables that were written with a gap somewhere hold whole numbers as 0.0.
  const word = text.toLowerCase().replace(/\.0+$/, '')
  const split = Object.hasOwn(SPLIT_WORDS, word) ? SPLIT_WORDS[word] : undefined
  return split === undefined ? undefined : SPLITS.indexOf(split)
}

function noInteractions(table: Table, skipped: SkippedRows): ExpectedError {
  const first = skipped.firstOf(table.file)
  const why = first === undefined ? 'it has a header but no rows' : `line ${first.line}: ${first.reason}`
  return new ExpectedError('BAD_INPUT', `${table.file} holds no interaction that can be used: ${why}.`, {
    location: { file: table.file, line: first?.line ?? 1 },
    retry: 'Check the format and what the columns mean.',
  })
}
