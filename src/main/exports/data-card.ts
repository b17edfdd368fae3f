import { z } from 'zod'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import { describeInstance, type WorldInstance } from '#shared/worlds/world-instance.ts'
import type { RecordPages } from './exporter.ts'
import { NegativeRecord } from './negative-record.ts'
import type { WrittenFile } from './write-together.ts'

/** What a data card says of the records, counted while they pass. */
export class RecordCounts {
  negatives = 0
  edited = 0
  readonly items = new Set<string>()
  readonly bySource = new Map<string, number>()
  readonly byPrompt = new Map<string, number>()
  readonly byAnnotator = new Map<string, number>()

  async *of(pages: RecordPages): AsyncGenerator<readonly NegativeRecord[]> {
    for await (const page of pages) {
      for (const record of page) this.#add(record)
      yield page
    }
  }

  #add(record: NegativeRecord): void {
    this.negatives++
    if (record.edited) this.edited++
    this.items.add(record.item_id)
    increment(this.bySource, `${record.generator}, ${record.model}`)
    for (const { step, name, version } of record.templates) {
      increment(this.byPrompt, `${step}: ${name}, version ${version}`)
    }
    if (record.templates.length === 0) increment(this.byPrompt, 'no prompt')
    increment(this.byAnnotator, record.annotator ?? 'unknown')
  }
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

export interface CardContent {
  dataset: Pick<Dataset, 'name' | 'sample'>
  snapshot: Snapshot
  counts: RecordCounts
  files: readonly (WrittenFile & { summary: string })[]
}

/** A section of the card, with its heading; empty where there is nothing to say. */
type Section = (content: CardContent) => string

/** In the order in which they stand. */
const SECTIONS: readonly Section[] = [
  aboutSection,
  filesSection,
  fieldsSection,
  makersSection,
  licenceSection,
]

/** A data card in Markdown: what the files hold, how it was made and how to check it. */
export function dataCard(content: CardContent): string {
  return SECTIONS.map((section) => section(content))
    .filter((text) => text !== '')
    .join('\n')
}

function aboutSection({ dataset, snapshot, counts }: CardContent): string {
  const isCurated = snapshot.which === 'curated'
  return `# ${isCurated ? 'Curated' : 'Uncurated'} negatives of ${plain(dataset.name)}

Snapshot “${plain(snapshotLabel(snapshot))}” of the data set “${plain(dataset.name)}”: for items of a catalogue, contrastive negatives that a
generator proposed and ${isCurated ? 'a person accepted or edited' : 'nobody reviewed: every proposal as it was generated'}. Saved ${new Date(snapshot.createdAt).toISOString()}.
${snapshot.note === '' ? '' : `\n${plain(snapshot.note)}\n`}
| | |
|---|---|
| Negatives | ${counts.negatives} |
| of these edited by an annotator | ${counts.edited} |
| Items | ${counts.items.size} |
| Snapshot hash (SHA-256 of the content) | \`${snapshot.hash}\` |
${originRow(dataset.sample)}`
}

function filesSection({ files }: CardContent): string {
  return `## Files

| file | holds | bytes | SHA-256 |
|---|---|---|---|
${files.map((file) => `| \`${file.name}\` | ${plain(file.summary)} | ${file.bytes} | \`${file.sha256}\` |`).join('\n')}
`
}

function fieldsSection(): string {
  return `## Fields

| field | type | meaning |
|---|---|---|
${fieldRows().join('\n')}
`
}

function makersSection({ counts }: CardContent): string {
  return `## Who made it

| generator, model | negatives |
|---|---|
${countRows(counts.bySource)}

| prompt | negatives |
|---|---|
${countRows(counts.byPrompt)}

| annotator | negatives |
|---|---|
${countRows(counts.byAnnotator)}
`
}

function licenceSection(): string {
  return `The texts of the items belong to the source of the catalogue: its licence applies to them.
`
}

/** Says of a synthetic data set what it follows from; nothing of an imported one. */
function originRow(sample: WorldInstance | null): string {
  if (sample === null) return ''
  return `| Synthetic data set, made by the studio's simulation | ${plain(describeInstance(sample))} |\n`
}

const Type = z.union([z.string(), z.array(z.string())])
const Property = z.object({
  type: Type.optional(),
  anyOf: z.array(z.object({ type: Type })).optional(),
  description: z.string(),
})
const Properties = z.object({ properties: z.record(z.string(), Property) })

/** The table of fields comes from the schema of a record, so that it cannot differ from the files. */
function fieldRows(): string[] {
  const { properties } = Properties.parse(z.toJSONSchema(NegativeRecord))
  return Object.entries(properties).map(([name, { type, anyOf, description }]) => {
    const types = (anyOf?.map((one) => one.type) ?? [type ?? 'any']).flat()
    return `| \`${name}\` | ${types.join(' or ')} | ${plain(description)} |`
  })
}

function countRows(counts: ReadonlyMap<string, number>): string {
  return [...counts]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .map(([name, count]) => `| ${plain(name)} | ${count} |`)
    .join('\n')
}

/** Text that stays text, and one cell, in a Markdown table. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\|<>*_[\]#]/g, (mark) => `\\${mark}`)
}
