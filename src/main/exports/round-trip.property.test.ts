import { mkdtempSync, rmSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import { Modality } from '#shared/contract/proposals.ts'
import type { ExportSource } from './export-source.ts'
import type { NegativeRecord } from './negative-record.ts'
import { readRecords, toRecord } from './record-reader.ts'
import { EXPORTERS } from './registry.ts'

const folder = mkdtempSync(join(tmpdir(), 'round-trip-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** What tables trip over, beside any text at all. */
const ODD = [
  '',
  ' ',
  '\r',
  '\n',
  '\r\n',
  '"',
  '""',
  "'",
  ',',
  ';\t|',
  '=1+1',
  '[]',
  'null',
  'كوب أحمر',
  '🫖👩🏽‍🍳',
  'true',
  '0',
]
const text = fc.oneof(
  fc.constantFrom(...ODD),
  fc.array(fc.constantFrom(...ODD, 'Mug'), { maxLength: 5 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 20 }).map((any) => any.replaceAll(/[\p{Cs}\0]/gu, '')),
)
const named = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 })
/** An empty text where there may be none means none. */
const optional = fc.option(named)
const changes = fc.array(
  fc.record({
    name: named,
    from: text,
    to: text,
    modality: fc.constantFrom(...Modality.options),
    reason: text,
  }),
  { maxLength: 3 },
)
const record: fc.Arbitrary<NegativeRecord> = fc.record({
  item_id: named,
  item_title: text,
  item_description: text,
  item_category: optional,
  item_attributes: fc.array(fc.record({ name: named, values: fc.array(text, { maxLength: 3 }) }), {
    maxLength: 2,
  }),
  positive_visual: text,
  negative_text: text,
  negative_visual: text,
  changes,
  proposed_changes: fc.option(changes),
  curated: fc.boolean(),
  edited: fc.boolean(),
  generator: named,
  model: named,
  model_digest: optional,
  server_version: optional,
  seed: fc.maxSafeInteger(),
  hint: optional,
  templates: fc.array(fc.record({ step: named, name: text, version: fc.nat() }), { maxLength: 2 }),
  annotator: optional,
  decided_at: fc.option(
    fc
      .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString()),
  ),
  snapshot: text,
  snapshot_hash: named,
})

const absent = () => {
  throw new Error('records are all that these formats ask for')
}
const NOTHING_ELSE: ExportSource = {
  picture: async () => null,
  itemIds: absent,
  userIds: absent,
  interactions: absent,
  texts: absent,
}

// MMRec's layout has vectors in the place of texts.
describe.each(EXPORTERS.filter(({ name }) => name !== 'mmrec'))('$name', ({ files, settings, name }) => {
  it('gives back any records as they were', async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(fc.array(record, { minLength: 1, maxLength: 8 }), async (records) => {
        const to = join(folder, `${name}-${runs++}`)
        for (const file of files(settings.parse({}))) {
          const parts: (string | Uint8Array)[] = []
          const pages = (async function* () {
            yield records.slice(0, 3)
            yield records.slice(3)
          })()
          for await (const part of file.content(pages, NOTHING_ELSE)) parts.push(part)
          await mkdir(dirname(join(to, file.name)), { recursive: true })
          await writeFile(join(to, file.name), parts)
        }
        const back: NegativeRecord[] = []
        if (name === 'csv') {
          const rows: Record<string, string>[] = parse(await readFile(join(to, 'negatives.csv')), {
            columns: true,
          })
          back.push(...rows.map((row) => toRecord(row, 'negatives.csv', 1)))
        } else for await (const page of readRecords(to)) back.push(...page.map(({ record: read }) => read))
        expect(back).toEqual(records)
      }),
      { numRuns: 20 },
    )
  }, 120_000)
})
