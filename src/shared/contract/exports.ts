import { oc } from '@orpc/contract'
import { z } from 'zod'
import type { SettingField } from '../descriptors/settings-fields.ts'
import { commonErrors } from './errors.ts'
import { SnapshotId } from './ids.ts'

const base = oc.errors(commonErrors)

/** What can be written to files. */
export const ExportSubject = z.enum(['curated'])
export type ExportSubject = z.infer<typeof ExportSubject>

/** A format as its exporter describes it. */
export const ExportFormat = z.object({
  name: z.string(),
  label: z.string(),
  summary: z.string(),
  subjects: z.array(ExportSubject),
  /** The fields of its settings, as `settingFields` gives them. */
  fields: z.array(z.custom<SettingField>((value) => typeof value === 'object' && value !== null)),
})
export type ExportFormat = z.infer<typeof ExportFormat>

export const ExportRequest = z.object({
  snapshot: SnapshotId,
  /** Name of a format that `formats` lists. */
  format: z.string(),
  /** Settings of that format; those left out have their defaults. */
  settings: z.record(z.string(), z.unknown()).default({}),
  /** A folder on the engine's machine; left out: a new one in the workspace's `exports`. */
  to: z.string().trim().min(1).optional(),
})
export type ExportRequest = z.infer<typeof ExportRequest>

export const ExportReport = z.object({
  folder: z.string(),
  /** Absolute paths, the data card last. */
  files: z.array(z.string()),
  /** Of the snapshot. */
  hash: z.string(),
  /** Where a browser can fetch the files, in their order; empty for a folder outside the workspace's `exports`. */
  downloads: z.array(z.string()),
})
export type ExportReport = z.infer<typeof ExportReport>

export const exports = {
  /** In the order in which a list shows them. */
  formats: base.output(z.array(ExportFormat)),
  /** Answers once all files are complete; on failure the folder has none of them. */
  write: base.input(ExportRequest).output(ExportReport),
}
