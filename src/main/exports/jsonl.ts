import { z } from 'zod'
import { exporter, type RecordPages } from './exporter.ts'

/** One JSON object a line. */
export const jsonLines = exporter({
  name: 'jsonl',
  label: 'JSON lines',
  summary: 'One curated negative a line with its item, changes and provenance.',
  source: 'JSON Lines (jsonlines.org): UTF-8, one JSON value a line',
  subjects: ['curated'],
  settings: z.strictObject({}),
  files: () => [
    {
      name: 'negatives.jsonl',
      summary: 'One JSON object a line, UTF-8; one line for each negative.',
      content: lines,
    },
  ],
})

async function* lines(records: RecordPages): AsyncGenerator<string> {
  for await (const page of records) yield page.map((record) => `${JSON.stringify(record)}\n`).join('')
}
