import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { createSnapshotsService } from '#main/curation/snapshots-service.ts'
import { createTestReview } from '#main/curation/testing/test-review.ts'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { seedDataset, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { ExportFormat } from '#shared/contract/exports.ts'
import type { Annotator, SnapshotId } from '#shared/contract/ids.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { type Exporter, exporter } from './exporter.ts'
import { createExportsService } from './exports-service.ts'
import { NegativeRecord } from './negative-record.ts'
import { EXPORTERS } from './registry.ts'

const ada = 'Ada' as Annotator
let folder: string
let workspace: Workspace

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'export-'))
  workspace = openWorkspace(join(folder, 'studio'))
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

/** A snapshot “first” of so many mugs, the last of them edited. */
function curate(count = 2) {
  const seeded = seedDataset(
    workspace,
    'mugs',
    Array.from({ length: count }, (_, at) => `Mug ${at}`),
  )
  const proposals = seeded.items.map((item) => seedProposal(workspace, { ...seeded, item }))
  const review = createTestReview(workspace)
  const snapshots = createSnapshotsService({ workspace })
  const last = proposals.at(-1)
  if (last === undefined) throw new RangeError('at least one proposal')
  review.decide({
    annotator: ada,
    decisions: proposals.map((proposal) => ({ proposal, verdict: 'accept' as const })),
  })
  review.decide({
    annotator: ada,
    decisions: [
      { proposal: last, verdict: 'edit', content: { text: 'By hand', visual: 'v', attributes: [] } },
    ],
  })
  const snapshot = snapshots.create({ dataset: seeded.dataset, name: 'first', which: 'curated' })
  return { snapshot, review, proposals, last }
}

function write(snapshot: Pick<Snapshot, 'id'>, to: string | undefined, format = 'jsonl', settings = {}) {
  const service = createExportsService({
    workspace,
    texts: createCatalogueEncoder(workspace),
    exporters: [...EXPORTERS, TOY],
  })
  return service.write({ snapshot: snapshot.id, format, settings, ...(to === undefined ? {} : { to }) })
}

function records(file: string | undefined): NegativeRecord[] {
  return readFileSync(file ?? '', 'utf8')
    .split('\n')
    .slice(0, -1)
    .map((line) => NegativeRecord.parse(JSON.parse(line)))
}

/** All that a new format needs: this, and its line in the registry. */
const TOY: Exporter = exporter({
  name: 'toy',
  label: 'Toy',
  summary: 'The ids of the items, and nothing else.',
  source: 'none',
  subjects: ['curated'],
  settings: z.strictObject({ separator: z.string().default(' ').meta({ label: 'Between ids' }) }),
  files: ({ separator }) => [
    {
      name: 'ids.txt',
      summary: 'Ids of the items.',
      async *content(pages) {
        for await (const page of pages) yield page.map(({ item_id }) => item_id + separator).join('')
      },
    },
  ],
})

describe('an export of a snapshot', () => {
  it('has a line for each negative, with what it was made from and who let it through', async () => {
    const { snapshot } = curate()
    const { files, hash, downloads } = await write(snapshot, join(folder, 'out'))
    expect(files).toEqual(
      ['negatives.jsonl', 'snapshot.json', 'README.md'].map((name) => join(folder, 'out', name)),
    )
    expect(hash).toBe(snapshot.hash)
    expect(downloads).toEqual([])
    expect(records(files[0])).toEqual([
      {
        item_id: 'mugs-0',
        item_title: 'Mug 0',
        item_description: 'As it is.',
        item_category: null,
        item_attributes: [],
        positive_visual: 'a red mug',
        negative_text: 'Blue mug',
        negative_visual: 'a blue mug',
        changes: [{ name: 'colour', from: 'red', to: 'blue', modality: 'both', reason: 'drives the choice' }],
        proposed_changes: null,
        curated: true,
        edited: false,
        generator: expect.any(String),
        model: 'no model',
        model_digest: null,
        server_version: null,
        seed: 1,
        hint: null,
        templates: [],
        annotator: 'Ada',
        decided_at: expect.stringMatching(/^\d{4}-.*Z$/),
        snapshot: 'first',
        snapshot_hash: snapshot.hash,
      },
      expect.objectContaining({ item_id: 'mugs-1', negative_text: 'By hand', edited: true, changes: [] }),
    ])
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['README.md', 'negatives.jsonl', 'snapshot.json'])
  })

  it('has a data card with counts, hashes and every field', async () => {
    const { snapshot } = curate(3)
    const { files } = await write(snapshot, join(folder, 'out'))
    const card = readFileSync(files.at(-1) ?? '', 'utf8')
    expect(card).toContain('# Curated negatives of mugs')
    expect(card).toContain('| Negatives | 3 |')
    expect(card).toContain('| of these edited by an annotator | 1 |')
    expect(card).toContain('| Ada | 3 |')
    expect(card).toContain(snapshot.hash)
    for (const field of Object.keys(NegativeRecord.shape)) expect(card).toContain(`| \`${field}\` |`)
  })

  it('has the same bytes every time, whatever is decided later', async () => {
    const { snapshot, review, proposals, last } = curate(600)
    const before = await write(snapshot, join(folder, 'before'))
    // Later than the snapshot by the clock too.
    await new Promise((resolve) => setTimeout(resolve, 5))
    const [first] = proposals
    if (first === undefined) throw new Error('there are proposals')
    review.undo({ annotator: ada })
    review.decide({
      annotator: 'Grace' as Annotator,
      decisions: [
        { proposal: first, verdict: 'accept' },
        { proposal: last, verdict: 'reject' },
      ],
    })
    const after = await write(snapshot, join(folder, 'after'))
    expect(records(before.files[0])).toHaveLength(600)
    for (const [at, file] of before.files.entries()) {
      expect(readFileSync(after.files[at] ?? '').equals(readFileSync(file))).toBe(true)
    }
  })

  it('goes into a new folder of the workspace where none is named, for a browser to fetch', async () => {
    const { snapshot } = curate()
    const first = await write(snapshot, undefined)
    const second = await write(snapshot, undefined)
    expect(first.folder).toBe(join(workspace.paths.exports, 'mugs-first-jsonl'))
    expect(first.downloads).toEqual([
      '/exports/mugs-first-jsonl/negatives.jsonl',
      '/exports/mugs-first-jsonl/snapshot.json',
      '/exports/mugs-first-jsonl/README.md',
    ])
    expect(second.folder).toBe(join(workspace.paths.exports, 'mugs-first-jsonl-2'))
  })

  it('leaves no file behind when it fails', async () => {
    const { snapshot } = curate()
    const service = createExportsService({
      workspace,
      texts: createCatalogueEncoder(workspace),
      exporters: [
        {
          ...TOY,
          files: () => [
            {
              name: 'half.txt',
              summary: '',
              async *content() {
                yield 'half'
                throw new Error('broken')
              },
            },
          ],
        },
      ],
    })
    const to = join(folder, 'out')
    await expect(service.write({ snapshot: snapshot.id, format: 'toy', settings: {}, to })).rejects.toThrow(
      'broken',
    )
    expect(readdirSync(to)).toEqual([])
  })

  it('refuses what it cannot do, and says what can be done', async () => {
    const { snapshot } = curate()
    const out = join(folder, 'out')
    await write(snapshot, out)
    writeFileSync(join(folder, 'file'), '')
    const fails = (code: string, message: RegExp, retry: RegExp) =>
      expect.objectContaining({
        code,
        message: expect.stringMatching(message),
        retry: expect.stringMatching(retry),
      })
    await expect(write(snapshot, out)).rejects.toEqual(fails('CONFLICT', /exists already/, /another folder/))
    await expect(write(snapshot, join(folder, 'file'))).rejects.toEqual(
      fails('BAD_INPUT', /a file has this name/, /another folder/),
    )
    await expect(write(snapshot, join(folder, 'x'.repeat(300)))).rejects.toEqual(
      fails('BAD_INPUT', /path of the folder is too long/, /shorter name/),
    )
    await expect(write({ id: 99 as SnapshotId }, out)).rejects.toEqual(
      fails('NOT_FOUND', /no snapshot 99/, /“first”/),
    )
    await expect(write(snapshot, join(folder, 'new'), 'excel')).rejects.toEqual(
      fails('BAD_INPUT', /no export format “excel”/, /jsonl/),
    )
    await expect(write(snapshot, join(folder, 'new'), 'toy', { separator: 7 })).rejects.toEqual(
      fails('BAD_INPUT', /Between ids must be a text/, /settings/),
    )
    expect(existsSync(join(folder, 'new'))).toBe(false)
  })
})

describe('a new export format', () => {
  it('is in the registry as soon as its file defines it', () => {
    const defined = readdirSync(import.meta.dirname).filter(
      (name) =>
        name.endsWith('.ts') &&
        !name.endsWith('.test.ts') &&
        / = exporter\(\{/.test(readFileSync(join(import.meta.dirname, name), 'utf8')),
    )
    expect(EXPORTERS).toHaveLength(defined.length)
  })

  it('is offered with its settings, and writes its files beside the data card', async () => {
    const { snapshot } = curate()
    const service = createExportsService({
      workspace,
      texts: createCatalogueEncoder(workspace),
      exporters: [...EXPORTERS, TOY],
    })
    const formats = z.array(ExportFormat).parse(service.formats())
    expect(formats.map(({ name }) => name)).toEqual([...EXPORTERS.map(({ name }) => name), 'toy'])
    expect(formats.at(-1)?.fields).toMatchObject([{ name: 'separator', kind: 'text', label: 'Between ids' }])
    const { files } = await write(snapshot, join(folder, 'out'), 'toy', { separator: ';' })
    expect(readFileSync(files[0] ?? '', 'utf8')).toBe('mugs-0;mugs-1;')
    expect(readFileSync(files.at(-1) ?? '', 'utf8')).toContain('`ids.txt`')
  })

  it.each(EXPORTERS)('$name has plain file names of its own', ({ files, settings }) => {
    const names = files(settings.parse({})).map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^([\w-]+\/)?[\w-]+\.[\w.]+$/)
    expect(names).not.toContain('README.md')
  })
})
