import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createCatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { createExportsService } from '#main/exports/exports-service.ts'
import { readTrainingNegatives } from '#main/store/snapshot-repository.ts'
import { seedDataset, seedJob, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { Annotator, SnapshotId } from '#shared/contract/ids.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { createAttributesService } from './attributes/attributes-service.ts'
import { createSnapshotsService } from './snapshots-service.ts'
import { createTestReview } from './testing/test-review.ts'

const ada = 'Ada' as Annotator
const workspaces: Workspace[] = []
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapshot-import-'))
})
afterEach(() => {
  for (const { database } of workspaces.splice(0)) database.close()
  rmSync(folder, { recursive: true })
})

function studio(name: string, titles = ['Red mug', 'كوب\nأحمر "طويل"']) {
  const workspace = openWorkspace(join(folder, name))
  workspaces.push(workspace)
  const seeded = seedDataset(workspace, 'mugs', titles)
  return { workspace, seeded, dataset: seeded.dataset, snapshots: createSnapshotsService({ workspace }) }
}

/** A studio whose snapshot has two negatives, one edited, and verdicts on attributes; and its export. */
async function exported(format: string) {
  const from = studio('from')
  const seededProposals = from.seeded.items.map((item) =>
    seedProposal(from.workspace, { ...from.seeded, item }),
  )
  const review = createTestReview(from.workspace)
  const [first, second] = seededProposals
  if (first === undefined || second === undefined) throw new Error('two proposals were seeded')
  const content = { text: 'By hand\r\n', visual: '', attributes: [] }
  review.decide({
    annotator: ada,
    decisions: [
      { proposal: first, verdict: 'accept' },
      { proposal: second, verdict: 'edit', content },
    ],
  })
  createAttributesService({
    workspace: from.workspace,
    publish: () => undefined,
    settings: () => DEFAULT_SETTINGS,
    closing: new AbortController().signal,
  }).decide({
    dataset: from.dataset,
    annotator: ada,
    verdicts: [{ kind: 'role', name: 'colour', role: 'key' }],
  })
  const snapshot = from.snapshots.create({
    dataset: from.dataset,
    name: 'first',
    which: 'curated',
    note: 'As a start',
  })
  const to = join(folder, 'out')
  await createExportsService({
    workspace: from.workspace,
    texts: createCatalogueEncoder(from.workspace),
  }).write({
    snapshot: snapshot.id,
    format,
    settings: {},
    to,
  })
  return { ...from, snapshot, proposals: { kept: first, edited: second }, to }
}

describe.each(['jsonl', 'parquet', 'hf'])('an export as %s', (format) => {
  it('comes back with its hash, and is what runs learn from and exports write', async () => {
    const from = await exported(format)
    const other = studio('other')
    const back = await other.snapshots.import({ dataset: other.dataset, path: from.to })
    const { name, note, hash, negatives, which } = from.snapshot
    expect(back).toMatchObject({ name, note, hash, negatives, which })
    const learned = (workspace: Workspace, id: SnapshotId) => readTrainingNegatives(workspace.database, id)
    expect(learned(other.workspace, back.id)).toEqual(learned(from.workspace, from.snapshot.id))
    const write = (workspace: Workspace, snapshot: SnapshotId, to: string) =>
      createExportsService({ workspace, texts: createCatalogueEncoder(workspace) }).write({
        snapshot,
        format: 'jsonl',
        settings: {},
        to: join(folder, to),
      })
    const [before = ''] = (await write(from.workspace, from.snapshot.id, 'before')).files
    const [after = ''] = (await write(other.workspace, back.id, 'after')).files
    expect(readFileSync(after, 'utf8')).toBe(readFileSync(before, 'utf8'))
  })
})

describe('an import of a snapshot', () => {
  it('is refused where the data set has it already, and comes back once it was removed', async () => {
    const { snapshots, dataset, snapshot, to } = await exported('jsonl')
    await expect(snapshots.import({ dataset, path: to, name: 'again' })).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('‘first’'),
    })
    expect(snapshots.remove({ snapshot: snapshot.id })).toEqual({ removed: true })
    const back = await snapshots.import({ dataset, path: join(to, 'negatives.jsonl'), name: 'again' })
    expect(back).toMatchObject({ name: 'again', hash: snapshot.hash })
  })

  it('says file and line of an item that the data set lacks', async () => {
    const { to } = await exported('jsonl')
    const { snapshots, dataset } = studio('other', ['Red mug'])
    const file = join(to, 'negatives.jsonl')
    await expect(snapshots.import({ dataset, path: to })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('no item “mugs-1”'),
      location: { file, line: 2 },
    })
    expect(snapshots.list({ dataset })).toEqual([])
  })

  it('refuses what was changed since, what lacks its verdicts, and what is no export', async () => {
    const { to } = await exported('jsonl')
    const { snapshots, dataset } = studio('other')
    const file = join(to, 'negatives.jsonl')
    const text = readFileSync(file, 'utf8')
    const refused = (path: string) => expect(snapshots.import({ dataset, path })).rejects
    writeFileSync(file, text.replace('Blue mug', 'Green mug'))
    await refused(to).toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('not what was exported'),
    })
    writeFileSync(file, text.replace('"changes":[', '"changes":[7,'))
    await refused(to).toMatchObject({
      message: expect.stringContaining('changes.0'),
      location: { file, line: 1 },
    })
    const alone = join(folder, 'alone.jsonl')
    writeFileSync(alone, text)
    await refused(alone).toMatchObject({ retry: expect.stringContaining('snapshot.json') })
    await refused(folder).toMatchObject({ code: 'BAD_INPUT' })
    await refused(join(folder, 'nowhere')).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('two snapshots', () => {
  it('are compared by proposal, and imported ones by content', async () => {
    const { snapshots, dataset, snapshot, workspace, seeded, proposals, to } = await exported('jsonl')
    const [item] = seeded.items
    if (item === undefined) throw new Error('items were seeded')
    const review = createTestReview(workspace)
    const third = seedProposal(
      workspace,
      { ...seeded, item, job: seedJob(workspace, dataset) },
      { text: 'Third' },
    )
    const { kept, edited } = proposals
    review.decide({
      annotator: ada,
      decisions: [
        { proposal: kept, verdict: 'reject' },
        { proposal: edited, verdict: 'accept' },
        { proposal: third, verdict: 'accept' },
      ],
    })
    const second = snapshots.create({ dataset, name: 'second', which: 'curated' })
    const compare = (from: SnapshotId, into: SnapshotId) => snapshots.compare({ from, to: into })
    expect(compare(snapshot.id, second.id)).toMatchObject({
      counts: { added: 1, removed: 1, changed: 1, unchanged: 0 },
      sameAttributes: true,
      differences: [
        { kind: 'added', proposal: third, before: null, after: { text: 'Third' } },
        { kind: 'removed', proposal: kept, after: null },
        { kind: 'changed', proposal: edited, before: { text: 'By hand\r\n' }, after: { text: 'Blue mug' } },
      ],
    })
    snapshots.remove({ snapshot: snapshot.id })
    const back = await snapshots.import({ dataset, path: to })
    expect(compare(back.id, back.id).counts).toEqual({ added: 0, removed: 0, changed: 0, unchanged: 2 })
    expect(compare(back.id, second.id)).toMatchObject({ counts: { added: 2, removed: 2, changed: 0 } })
  })

  it('keep their names apart', async () => {
    const { snapshots, dataset, snapshot } = await exported('jsonl')
    const other = snapshots.create({ dataset, name: 'other', which: 'proposed' })
    expect(() => snapshots.describe({ snapshot: other.id, name: 'first' })).toThrow(/‘first’ already/)
    expect(snapshots.describe({ snapshot: other.id, note: 'Control' })).toMatchObject({
      name: 'other',
      note: 'Control',
    })
    expect(snapshots.describe({ snapshot: snapshot.id, name: 'start' })).toMatchObject({
      name: 'start',
      note: 'As a start',
      hash: snapshot.hash,
    })
  })
})
