import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Dataset, SplitStrategy } from './catalogue.ts'
import { commonErrors } from './errors.ts'

const base = oc.errors(commonErrors)

/** Name of a format that `formats` lists. */
export const ImportFormat = z.string().min(1)
export type ImportFormat = z.infer<typeof ImportFormat>

/** A format as its reader describes it. */
export const ImportFormatDescription = z.object({
  name: ImportFormat,
  label: z.string(),
  summary: z.string(),
  /** Of its files, without the dot. */
  extensions: z.array(z.string()),
  /** Whether a data set needs a file of items; without one the interactions say which items there are. */
  needsItems: z.boolean(),
  /** Whether the columns of the interactions can mean different things. */
  mapsColumns: z.boolean(),
})
export type ImportFormatDescription = z.infer<typeof ImportFormatDescription>

/** What a column of an items file can mean. Columns that are not mapped become attributes. */
export const ItemField = z.enum(['id', 'title', 'description', 'category', 'image', 'ignore', 'attribute'])
export type ItemField = z.infer<typeof ItemField>

export const InteractionField = z.enum(['user', 'item', 'rating', 'timestamp', 'split', 'ignore'])
export type InteractionField = z.infer<typeof InteractionField>

export const ItemMapping = z.record(z.string(), ItemField)
export type ItemMapping = z.infer<typeof ItemMapping>
export const InteractionMapping = z.record(z.string(), InteractionField)
export type InteractionMapping = z.infer<typeof InteractionMapping>

/** The head of a file as its reader sees it, and what its columns look like they mean. */
export const FilePreview = z.object({
  path: z.string(),
  format: ImportFormat,
  bytes: z.int().nonnegative(),
  columns: z.array(z.string()),
  rows: z.array(z.array(z.string())),
  /** Which of the two files of a data set this looks like. */
  role: z.enum(['items', 'interactions']),
  itemMapping: ItemMapping,
  interactionMapping: InteractionMapping,
})
export type FilePreview = z.infer<typeof FilePreview>

export const ImportRequest = z.object({
  name: z.string().trim().min(1).max(120),
  format: ImportFormat,
  /** Path of the items file; the MMRec layout needs none. */
  items: z.string().optional(),
  /** Path of the interactions file; for MMRec the `.inter` file or its folder. */
  interactions: z.string(),
  /** Folder of pictures named by item id, or the root of the paths in the image column. */
  images: z.string().optional(),
  itemMapping: ItemMapping.optional(),
  interactionMapping: InteractionMapping.optional(),
  minimumRating: z.number().optional(),
  /** Users and items with fewer interactions are left out, repeatedly, until none is. */
  kCore: z.int().min(1).max(1000).default(1),
  /** Left out: the split column where the file has one, otherwise ratio. */
  split: SplitStrategy.optional(),
  /** Shares of train, validation and test for the ratio split, by each user's time order. */
  ratios: z.tuple([z.number(), z.number(), z.number()]).default([0.8, 0.1, 0.1]),
  /** Orders interactions that have no timestamp. */
  seed: z.int().nonnegative().default(1),
})
export type ImportRequest = z.infer<typeof ImportRequest>
export type ImportRequestInput = z.input<typeof ImportRequest>

export const SkippedRow = z.object({ file: z.string(), line: z.int().positive(), reason: z.string() })
export type SkippedRow = z.infer<typeof SkippedRow>

/** Rows of one file that were left out for the same reason. */
export const LeftOut = z.object({
  file: z.string(),
  /** With "…" for what differs between the rows. */
  reason: z.string(),
  count: z.int().positive(),
  /** Where the first of them stand. */
  lines: z.array(z.int().positive()),
})
export type LeftOut = z.infer<typeof LeftOut>

export const ImportReport = z.object({
  dataset: Dataset,
  /** The first thousand rows that were left out; `skippedTotal` counts all. */
  skipped: z.array(SkippedRow),
  skippedTotal: z.int().nonnegative(),
  /** All rows that were left out, by file and reason, the most frequent first. */
  leftOut: z.array(LeftOut),
  /** Sentences: why the data set cannot be trained on, or looks wrong. */
  warnings: z.array(z.string()),
  /** Text files that are not in UTF-8, and how they were read. */
  encodings: z.array(z.object({ file: z.string(), encoding: z.enum(['UTF-16', 'Latin-1']) })),
})
export type ImportReport = z.infer<typeof ImportReport>

export const ImportProgress = z.object({
  name: z.string(),
  phase: z.enum([
    'reading items',
    'reading interactions',
    'filtering',
    'copying pictures',
    'writing',
    'done',
  ]),
  done: z.int().nonnegative(),
  /** 0 where it is not known beforehand. */
  total: z.int().nonnegative(),
})
export type ImportProgress = z.infer<typeof ImportProgress>

export const imports = {
  /**
   * Path completion for a typed path: entries of the folder that start with what stands after the last separator;
   * folders first, then by path.
   */
  complete: base
    .input(z.object({ path: z.string() }))
    .output(z.array(z.object({ path: z.string(), folder: z.boolean() }))),
  /** In the order in which a list shows them. */
  formats: base.output(z.array(ImportFormatDescription)),
  preview: base.input(z.object({ path: z.string(), format: ImportFormat.optional() })).output(FilePreview),
  /** Answers when the import is done; progress comes over the event stream. `CANCELLED` where `cancel` was faster. */
  run: base.input(ImportRequest).output(ImportReport),
  /**
   * Ends the import of that name; what it has written is removed before its `run` answers. Says whether there was one: it may have been
   * whole already, which its `run` tells.
   */
  cancel: base.input(ImportRequest.pick({ name: true })).output(z.object({ cancelled: z.boolean() })),
}
