import type { SplitStrategy } from '#shared/contract/catalogue.ts'
import type {
  FilePreview,
  ImportFormat,
  ImportFormatDescription,
  ImportRequestInput,
  InteractionMapping,
  ItemMapping,
} from '#shared/contract/imports.ts'

/** What a person has chosen so far. Numbers that are not filled in are null. */
export interface ImportForm {
  name: string
  format: ImportFormat | null
  items: string
  interactions: string
  images: string
  itemMapping: ItemMapping
  interactionMapping: InteractionMapping
  minimumRating: number | null
  kCore: number
  split: SplitStrategy | 'automatic'
  /** Per cent of train, validation and test. */
  ratios: [number, number, number]
  seed: number
}

export const EMPTY_FORM: ImportForm = {
  name: '',
  format: null,
  items: '',
  interactions: '',
  images: '',
  itemMapping: {},
  interactionMapping: {},
  minimumRating: null,
  kCore: 1,
  split: 'automatic',
  ratios: [80, 10, 10],
  seed: 1,
}

/** The previews of the two files, as far as they could be read. */
export interface Previews {
  items: FilePreview | null
  interactions: FilePreview | null
}

/** The layout of the files: the chosen one, or what the interactions file looks like. */
export function formatOf(form: ImportForm, previews: Previews): ImportFormat {
  return form.format ?? previews.interactions?.format ?? previews.items?.format ?? 'csv'
}

/** What a format says of its files, as far as the form depends on it. */
export type FormatFacts = Pick<ImportFormatDescription, 'needsItems' | 'mapsColumns'>

/** Facts of a format that the engine does not list (yet). */
export const TABLES: FormatFacts = { needsItems: true, mapsColumns: true }

/** The guesses for a file's columns, with what the person changed in their place. */
export function withGuesses<Field extends string>(
  guesses: Record<string, Field>,
  chosen: Record<string, Field>,
): Record<string, Field> {
  return Object.fromEntries(
    Object.entries(guesses).map(([column, guess]) => [column, chosen[column] ?? guess]),
  )
}

/** What keeps these columns from being imported, in sentences. */
export function mappingProblems(
  mapping: Record<string, string>,
  needed: readonly string[],
  once: readonly string[],
) {
  const fields = Object.values(mapping)
  const missing = needed.filter((field) => !fields.includes(field))
  const repeated = once.filter((field) => fields.filter((other) => other === field).length > 1)
  return [
    ...missing.map((field) => `No column is the ${field}.`),
    ...repeated.map((field) => `More than one column is the ${field}.`),
  ]
}

const ITEM_FIELDS_ONCE = ['id', 'title', 'description', 'category', 'image']
const INTERACTION_FIELDS_ONCE = ['user', 'item', 'rating', 'timestamp', 'split']

/** Everything that must change before the import can start. */
export function importProblems(form: ImportForm, previews: Previews, facts = TABLES): string[] {
  const [train, validation, test] = form.ratios
  const ratios = form.split === 'automatic' || form.split === 'ratio'
  return [
    ...(form.name.trim() === '' ? ['Give the data set a name.'] : []),
    ...(form.interactions.trim() === '' ? ['Choose the interactions.'] : []),
    ...(facts.needsItems && form.items.trim() === '' ? ['Choose the items.'] : []),
    ...(previews.items === null
      ? []
      : mappingProblems(
          withGuesses(previews.items.itemMapping, form.itemMapping),
          ['id'],
          ITEM_FIELDS_ONCE,
        ).map((problem) => `Items: ${problem}`)),
    ...(previews.interactions === null || !facts.mapsColumns
      ? []
      : mappingProblems(
          withGuesses(previews.interactions.interactionMapping, form.interactionMapping),
          ['user', 'item'],
          INTERACTION_FIELDS_ONCE,
        ).map((problem) => `Interactions: ${problem}`)),
    ...(ratios && Math.abs(train + validation + test - 100) > 0.01
      ? [`The shares of the split add up to ${train + validation + test} %, not to 100 %.`]
      : []),
  ]
}

/** The form as the engine takes it. */
export function importRequest(form: ImportForm, previews: Previews, facts = TABLES): ImportRequestInput {
  const format = formatOf(form, previews)
  const [train, validation, test] = form.ratios
  return {
    name: form.name.trim(),
    format,
    interactions: form.interactions.trim(),
    ...(form.items.trim() === '' ? {} : { items: form.items.trim() }),
    ...(form.images.trim() === '' ? {} : { images: pictureRoot(form.images.trim(), form, previews.items) }),
    ...(previews.items === null
      ? {}
      : { itemMapping: withGuesses(previews.items.itemMapping, form.itemMapping) }),
    ...(facts.mapsColumns && previews.interactions !== null
      ? {
          interactionMapping: withGuesses(previews.interactions.interactionMapping, form.interactionMapping),
        }
      : {}),
    ...(form.minimumRating === null ? {} : { minimumRating: form.minimumRating }),
    kCore: form.kCore,
    ...(form.split === 'automatic' ? {} : { split: form.split }),
    ratios: [train / 100, validation / 100, test / 100],
    seed: form.seed,
  }
}

/**
 * The folder that the image column's paths start from: with `images/1.jpg` in the column, whoever
 * chose the folder `images` means the one that contains it.
 */
export function pictureRoot(
  folder: string,
  form: Pick<ImportForm, 'itemMapping'>,
  items: FilePreview | null,
) {
  const trimmed = folder.replace(/[\\/]+$/, '')
  const cut = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'))
  if (items === null || cut <= 0) return trimmed
  const mapping = withGuesses(items.itemMapping, form.itemMapping)
  const column = items.columns.findIndex((name) => mapping[name] === 'image')
  const last = trimmed.slice(cut + 1)
  const within = items.rows.some((row) => row[column]?.replaceAll('\\', '/').startsWith(`${last}/`))
  return within ? trimmed.slice(0, cut) : trimmed
}

/** A name to start with: that of the folder that holds the file, or of the file where the folder says nothing. */
export function suggestedName(path: string): string {
  const parts = path.split(/[\\/]/).filter((part) => part !== '')
  const file = (parts.at(-1) ?? '').replace(/\.[^.]+$/, '')
  const folder = parts.at(-2) ?? ''
  const telling = /^(data|files|uploads?|tmp|downloads?|mmrec|[0-9a-f-]{30,})?$/i.test(folder) ? file : folder
  return telling === '' ? '' : `${telling[0]?.toUpperCase()}${telling.slice(1)}`
}
