import type { z } from 'zod'
import type { ExportSubject } from '#shared/contract/exports.ts'
import type { Descriptor } from '#shared/descriptors/descriptor.ts'
import type { CardContent } from './data-card.ts'
import type { ExportSource } from './export-source.ts'
import type { NegativeRecord } from './negative-record.ts'

/** Records in pages, read once from beginning to end. */
export type RecordPages = AsyncIterable<readonly NegativeRecord[]>

/** A file of an export, whose content is made while it is written. */
export interface ExportFile {
  /** Within the folder of the export: a plain file name, or one in a plain folder. */
  readonly name: string
  /** One sentence for the data card. */
  readonly summary: string
  content(records: RecordPages, source: ExportSource): AsyncIterable<string | Uint8Array>
}

/** A format that curated negatives can be written in. */
export interface Exporter<Settings extends z.ZodObject = z.ZodObject> extends Descriptor {
  readonly subjects: readonly ExportSubject[]
  readonly settings: Settings
  /** The files of one export. Equal records and settings give equal bytes. */
  files(settings: z.output<Settings>): readonly ExportFile[]
  /** What stands before the data card, for programs that read it. */
  readonly cardHead?: (content: CardContent) => string
}

/** Checks that `files` takes the settings that the schema gives, and forgets their type for the registry. */
export function exporter<Settings extends z.ZodObject>(definition: Exporter<Settings>): Exporter {
  return { ...definition, files: (settings) => definition.files(definition.settings.parse(settings)) }
}
