import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import type { Descriptor } from '#shared/descriptors/descriptor.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { encoders } from '#shared/encoders/registry.ts'
import { generators } from '#shared/generators/registry.ts'
import type { MetricDescriptor } from '#shared/training/metrics/metric-descriptor.ts'
import { metrics } from '#shared/training/metrics/registry.ts'
import { CUTOFFS } from '#shared/training/metrics.ts'
import { models } from '#shared/training/models/registry.ts'
import { optimizers } from '#shared/training/optimizers/registry.ts'
import { samplers } from '#shared/training/samplers/registry.ts'

const page = join(dirname(dirname(fileURLToPath(import.meta.url))), 'docs', 'models.md')

const SECTIONS: readonly (readonly [string, readonly Descriptor[]])[] = [
  ['Models', models],
  ['Samplers', samplers],
  ['Optimisers', optimizers],
  ['Generators', generators],
  ['Encoders', encoders],
]

/** A `|` would end the cell. */
const cell = (text: string) => text.replaceAll('|', '\\|')

function rowOf({ name, label, summary, source, settings }: Descriptor): string {
  const own = settingFields(settings).map((field) => `\`${field.name}\` ${JSON.stringify(field.default)}`)
  return `| \`${name}\` | ${[label, summary, source, own.join(', ')].map(cell).join(' | ')} |`
}

function metricRow({ name, label, summary, formula, over, better, source }: MetricDescriptor): string {
  const of = over === 'user' ? 'each test user' : 'all lists together'
  return `| \`${name}\` | ${[label, summary, `\`${formula}\``, of, better, source].map(cell).join(' | ')} |`
}

const written = [
  '# What can be chosen',
  '',
  'Written from the registries of descriptors by `UPDATE_DOCS=1 npx vitest run scripts/models-page.test.ts`; `studio models` prints the same.',
  ...SECTIONS.flatMap(([title, descriptors]) => [
    '',
    `## ${title}`,
    '',
    '| name | label | summary | source | settings and defaults |',
    '|---|---|---|---|---|',
    ...descriptors.map(rowOf),
  ]),
  '',
  '## Metrics',
  '',
  `At the cutoffs ${CUTOFFS.join(', ')}: the key of a value is \`recall@20\`. All items are ranked, without those that the user has in training. R are`,
  'the held-out items of a user, r_p is 1 if the item at place p is among them, H = Σ_{p≤k} r_p, and n_i is how many users have item i among their first k.',
  '',
  '| name | label | what it tells | at cutoff k | of | better | source |',
  '|---|---|---|---|---|---|---|',
  ...metrics.map(metricRow),
  '',
].join('\n')

it('docs/models.md says what the registries hold', () => {
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, written)
  expect(readFileSync(page, 'utf8')).toBe(written)
})
