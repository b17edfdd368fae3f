import type {
  FilePreview,
  InteractionField,
  InteractionMapping,
  ItemField,
  ItemMapping,
} from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'

type Spellings<Field extends string> = readonly (readonly [Field, readonly string[]])[]

/** Ids of items, the most telling one first: a catalogue of books names the ASIN as well. */
const ITEM_IDS = [
  'itemid',
  'movieid',
  'productid',
  'bookid',
  'trackid',
  'songid',
  'artistid',
  'articleid',
  'newsid',
  'videoid',
  'businessid',
  'appid',
  'gameid',
  'recipeid',
  'parentasin',
  'asin',
  'sku',
  'isbn',
  'iid',
  'item',
]

/**
 * How data sets spell their columns, without case and punctuation; of several present the first one named
 * here is meant.
 */
const ITEM_SPELLINGS: Spellings<Exclude<ItemField, 'ignore' | 'attribute'>> = [
  ['id', [...ITEM_IDS, 'id']],
  [
    'title',
    [
      'title',
      'itemtitle',
      'producttitle',
      'movietitle',
      'booktitle',
      'name',
      'itemname',
      'productname',
      'prodname',
      'appname',
      'headline',
    ],
  ],
  [
    'description',
    ['description', 'desc', 'detaildesc', 'overview', 'plot', 'synopsis', 'summary', 'abstract'],
  ],
  [
    'category',
    [
      'category',
      'maincategory',
      'productcategory',
      'categories',
      'producttypename',
      'genre',
      'genres',
      'maincat',
    ],
  ],
  [
    'image',
    [
      'image',
      'imagepath',
      'imagefile',
      'imagefilename',
      'picture',
      'picturepath',
      'poster',
      'posterpath',
      'photo',
      'cover',
      'img',
      'imgpath',
    ],
  ],
]

const INTERACTION_SPELLINGS: Spellings<Exclude<InteractionField, 'ignore'>> = [
  [
    'user',
    ['userid', 'reviewerid', 'customerid', 'sessionid', 'uid', 'user', 'reviewer', 'customer', 'username'],
  ],
  ['item', [...ITEM_IDS, 'product']],
  ['rating', ['rating', 'overall', 'stars', 'starrating', 'bookrating', 'score', 'rate']],
  [
    'timestamp',
    [
      'timestamp',
      'unixreviewtime',
      'time',
      'date',
      'datetime',
      'tdat',
      'createdat',
      'reviewdate',
      'dateadded',
      'reviewtime',
    ],
  ],
  ['split', ['split', 'xlabel', 'fold', 'subset']],
]

/** Of files without names of columns, by far the most common order. */
const UNNAMED_INTERACTIONS: readonly InteractionField[] = ['user', 'item', 'rating', 'timestamp']

/** Bookkeeping, and what other people's interactions say already: as attributes of an item they would give the answer away. */
const IGNORED = new Set([
  'images',
  'videos',
  'imagelink',
  'link',
  'unnamed0',
  'averagerating',
  'ratingnumber',
  'ratingscount',
  'reviewcount',
  'reviewscount',
  'textreviewscount',
  'positiveratio',
  'userreviews',
  'stars',
  'rank',
  'salesrank',
  'alsobuy',
  'alsobought',
  'alsoview',
  'alsoviewed',
  'boughttogether',
  'similaritem',
  'similarbooks',
])

export interface GuessedColumns {
  role: FilePreview['role']
  itemMapping: ItemMapping
  interactionMapping: InteractionMapping
}

/** What the columns of a file look like they mean. */
export function guessColumns(columns: readonly string[]): GuessedColumns {
  const spellings = new Set(columns.map(normalise))
  const itemMapping = Object.fromEntries(
    columns.map(
      (column) => [column, isIgnored(column, spellings) ? 'ignore' : 'attribute'] as [string, ItemField],
    ),
  )
  for (const [field, column] of guess(columns, ITEM_SPELLINGS)) itemMapping[column] = field
  const interactionMapping = Object.fromEntries(
    columns.map((column) => [column, 'ignore'] as [string, InteractionField]),
  )
  const interactions = columns.every(isUnnamed)
    ? guessUnnamed(columns)
    : guess(columns, INTERACTION_SPELLINGS)
  for (const [field, column] of interactions) interactionMapping[column] = field
  const fields = new Set(interactions.map(([field]) => field))
  const role = fields.has('user') && fields.has('item') ? 'interactions' : 'items'
  return { role, itemMapping, interactionMapping }
}

function guess<Field extends string>(
  columns: readonly string[],
  spellings: Spellings<Field>,
): (readonly [Field, string])[] {
  const bySpelling = new Map<string, string>()
  for (const column of columns) {
    const spelling = normalise(column)
    if (!bySpelling.has(spelling)) bySpelling.set(spelling, column)
  }
  return spellings.flatMap(([field, accepted]) => {
    const spelling = accepted.find((candidate) => bySpelling.has(candidate))
    const column = spelling === undefined ? undefined : bySpelling.get(spelling)
    return column === undefined ? [] : [[field, column] as const]
  })
}

/** Users, items and what else there is, where as many columns as that have no names. */
function guessUnnamed(columns: readonly string[]): (readonly [InteractionField, string])[] {
  if (columns.length < 2 || columns.length > UNNAMED_INTERACTIONS.length) return []
  return columns.flatMap((column, place) => {
    const field = UNNAMED_INTERACTIONS[place]
    return field === undefined ? [] : [[field, column] as const]
  })
}

function isUnnamed(column: string): boolean {
  return /^column \d+$/.test(column)
}

/** @param spellings of all columns of the file */
function isIgnored(column: string, spellings: ReadonlySet<string>): boolean {
  const spelling = normalise(column)
  if (IGNORED.has(spelling) || isUnnamed(column)) return true
  // Addresses on the network say nothing.
  if (/ur[li]s?$|^imageurl/.test(spelling)) return true
  // A number for what another column says in words.
  const code = /^(.+?)(?:no|code|id)$/.exec(spelling)?.[1]
  return code !== undefined && spellings.has(`${code}name`)
}

/** The type that RecBole writes behind a name, as in `user_id:token`, belongs to no name. */
function normalise(column: string): string {
  return column
    .replace(/:(?:token|float)(?:_seq)?$/, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Which column holds each field of an items file. Columns that the mapping leaves out become attributes. */
export interface ItemColumns {
  id: number
  title: number | undefined
  description: number | undefined
  category: number | undefined
  image: number | undefined
  /** Whether a column becomes an attribute; asked for columns that turn up later too. */
  isAttribute(name: string): boolean
}

/** @throws ExpectedError BAD_INPUT when the mapping does not fit the file */
export function itemColumns(
  file: string,
  columns: readonly string[],
  mapping: ItemMapping | undefined,
): ItemColumns {
  const chosen = mapping ?? guessColumns(columns).itemMapping
  const column = columnFinder(file, columns, chosen)
  const id = column('id')
  if (id === undefined) throw missing(file, columns, 'item id')
  const spellings = new Set(columns.map(normalise))
  const title = column('title')
  const description = column('description')
  const category = column('category')
  const image = column('image')
  return {
    id,
    title,
    description,
    category,
    image,
    isAttribute: (name) =>
      (chosen[name] ?? (isIgnored(name, spellings) ? 'ignore' : 'attribute')) === 'attribute',
  }
}

export interface InteractionColumns {
  user: number
  item: number
  rating: number | undefined
  timestamp: number | undefined
  split: number | undefined
}

/** @throws ExpectedError BAD_INPUT when the mapping does not fit the file */
export function interactionColumns(
  file: string,
  columns: readonly string[],
  mapping: InteractionMapping | undefined,
): InteractionColumns {
  const column = columnFinder(file, columns, mapping ?? guessColumns(columns).interactionMapping)
  const user = column('user')
  const item = column('item')
  if (user === undefined) throw missing(file, columns, 'user id')
  if (item === undefined) throw missing(file, columns, 'item id')
  return { user, item, rating: column('rating'), timestamp: column('timestamp'), split: column('split') }
}

function columnFinder<Field extends string>(
  file: string,
  columns: readonly string[],
  mapping: Readonly<Record<string, Field>>,
): (field: Field) => number | undefined {
  const unknown = Object.keys(mapping).find((name) => !columns.includes(name))
  if (unknown !== undefined) {
    throw new ExpectedError('BAD_INPUT', `${file} has no column "${unknown}".`, {
      location: { file, line: 1 },
    })
  }
  return (field) => {
    const names = Object.keys(mapping).filter((name) => mapping[name] === field)
    if (names.length > 1) {
      const list = names.map((name) => `"${name}"`).join(' and ')
      throw new ExpectedError('BAD_INPUT', `Only one column can be the ${field}, not ${list}.`, {
        location: { file, line: 1 },
      })
    }
    const [name] = names
    return name === undefined ? undefined : columns.indexOf(name)
  }
}

function missing(file: string, columns: readonly string[], what: string): ExpectedError {
  return new ExpectedError(
    'BAD_INPUT',
    `${file} has no column for the ${what}; its columns are ${columns.map((name) => `"${name}"`).join(', ')}.`,
    { location: { file, line: 1 }, retry: 'Say which column it is, or name it in the file.' },
  )
}
