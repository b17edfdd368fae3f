import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readSnapshotScheme, readTrainingNegatives } from '#main/store/snapshot-repository.ts'
import { seedDataset, seedJob, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { AttributeVerdict } from '#shared/attributes/verdict.ts'
import type { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import { Snapshot } from '#shared/contract/snapshots.ts'
import { DEFAULT_SETTINGS } from '#shared/contract/system.ts'
import { createAttributesService } from './attributes/attributes-service.ts'
import { createSnapshotsService } from './snapshots-service.ts'
import { createTestReview } from './testing/test-review.ts'

const ada = 'Ada' as Annotator
const workspaces: Workspace[] = []
let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'snapshot-'))
})
afterEach(() => {
  for (const { database } of workspaces.splice(0)) database.close()
  rmSync(folder, { recursive: true })
})

function attributesOver(workspace: Workspace) {
  return createAttributesService({
    workspace,
    publish: () => undefined,
    settings: () => DEFAULT_SETTINGS,
    closing: new AbortController().signal,
  })
}

/** A workspace of its own with two mugs, whose proposals are made in the given order. */
function studio(name: string, order: readonly number[] = [0, 1]) {
  const workspace = openWorkspace(join(folder, name))
  workspaces.push(workspace)
  const seeded = seedDataset(workspace, 'mugs', ['Red mug', 'Tall mug'])
  const proposals: ProposalId[] = []
  for (const index of order) {
    const item = seeded.items[index]
    if (item === undefined) throw new RangeError(`item ${index}`)
    proposals[index] = seedProposal(workspace, { ...seeded, item }, { text: `Negative ${index}` })
  }
  const [first, second] = proposals
  if (first === undefined || second === undefined) throw new Error('two proposals were seeded')
  const review = createTestReview(workspace)
  const decide = (proposal: ProposalId, verdict: 'accept' | 'reject') =>
    review.decide({ annotator: ada, decisions: [{ proposal, verdict }] })
  const edit = (proposal: ProposalId, text: string) =>
    review.decide({
      annotator: ada,
      decisions: [{ proposal, verdict: 'edit', content: { text, visual: 'v', attributes: [] } }],
    })
  return { workspace, seeded, first, second, decide, edit, snapshots: createSnapshotsService({ workspace }) }
}

describe('snapshots', () => {
  it('freeze what was accepted and edited, as it stands', () => {
    const { workspace, seeded, first, second, decide, edit, snapshots } = studio('one')
    decide(first, 'accept')
    edit(second, 'By hand')
    const snapshot = snapshots.create({ dataset: seeded.dataset, name: 'first', which: 'curated' })
    expect(Snapshot.parse(snapshot)).toEqual(snapshot)
    expect(snapshot).toMatchObject({ name: 'first', negatives: 2 })
    edit(second, 'Changed later')
    decide(first, 'reject')
    expect(readTrainingNegatives(workspace.database, snapshot.id)).toMatchObject([
      {
        position: 0,
        title: 'Red mug',
        visualPositive: 'a red mug',
        text: 'Negative 0',
        visual: 'a blue mug',
      },
      { position: 1, title: 'Tall mug', text: 'By hand', visual: 'v' },
    ])
    expect(snapshots.list({ dataset: seeded.dataset })).toEqual([snapshot])
    expect(snapshots.list({})).toEqual([snapshot])
    expect(snapshots.list({ dataset: (seeded.dataset + 1) as DatasetId })).toEqual([])
  })

  it('have the same hash in every workspace, whatever the order of work', () => {
    const one = studio('one')
    one.decide(one.first, 'accept')
    one.decide(one.second, 'accept')
    const two = studio('two', [1, 0])
    two.decide(two.second, 'reject')
    two.decide(two.second, 'accept')
    two.edit(two.first, 'not this')
    two.decide(two.first, 'accept')
    const hash = (each: typeof one, name: string) =>
      each.snapshots.create({ dataset: each.seeded.dataset, name, which: 'curated' }).hash
    expect(hash(one, 'a')).toMatch(/^[0-9a-f]{64}$/)
    expect(hash(two, 'b')).toBe(hash(one, 'c'))
    two.edit(two.first, 'another text')
    expect(hash(two, 'd')).not.toBe(hash(one, 'e'))
  })

  it('give a trainer every curated negative of an item', () => {
    const { workspace, seeded, first, decide, snapshots } = studio('one')
    const [item] = seeded.items
    if (item === undefined) throw new Error('two items were seeded')
    const job = seedJob(workspace, seeded.dataset)
    const again = seedProposal(workspace, { ...seeded, job, item }, { text: 'Second try' })
    decide(again, 'accept')
    decide(first, 'accept')
    const snapshot = snapshots.create({ dataset: seeded.dataset, name: 'both', which: 'curated' })
    expect(snapshot.negatives).toBe(2)
    expect(readTrainingNegatives(workspace.database, snapshot.id)).toMatchObject([
      { position: 0, text: 'Negative 0' },
      { position: 0, text: 'Second try' },
    ])
  })

  it('freeze the verdicts on attributes, with another hash where there are some', () => {
    const { workspace, seeded, first, decide, snapshots } = studio('one')
    const { dataset } = seeded
    const attributes = attributesOver(workspace)
    const say = (verdict: AttributeVerdict) =>
      attributes.decide({ dataset, annotator: ada, verdicts: [verdict] })
    const create = (name: string) => snapshots.create({ dataset, name, which: 'curated' })
    decide(first, 'accept')
    const plain = create('plain')
    // The hash that the studio gave before there were verdicts on attributes.
    expect(plain.hash).toBe('44213b9cae1f1a795ed5f720aa0f5235b4ff67a800041d25dbd87c5275461ca8')
    say({ kind: 'name', name: 'colour', into: 'color' })
    say({ kind: 'role', name: 'colour', role: 'nuisance' })
    const judged = create('judged')
    expect(judged.hash).not.toBe(plain.hash)
    attributes.undo({ dataset, annotator: ada })
    expect(readSnapshotScheme(workspace.database, judged.id)).toEqual({
      names: [{ name: 'colour', into: 'color' }],
      values: [],
      roles: [{ name: 'color', role: 'nuisance' }],
    })
    attributes.undo({ dataset, annotator: ada })
    expect(create('again').hash).toBe(plain.hash)
  })

  it('of what was proposed hold every proposal as it was generated, without anything that curators said', () => {
    const { workspace, seeded, first, second, decide, edit, snapshots } = studio('one')
    const { dataset } = seeded
    const create = (name: string, which: 'curated' | 'proposed') => snapshots.create({ dataset, name, which })
    const before = create('before', 'proposed')
    decide(first, 'reject')
    edit(second, 'By hand')
    const attributes = attributesOver(workspace)
    attributes.decide({
      dataset,
      annotator: ada,
      verdicts: [{ kind: 'role', name: 'colour', role: 'nuisance' }],
    })
    const proposed = create('all', 'proposed')
    expect(proposed).toMatchObject({ which: 'proposed', negatives: 2, hash: before.hash })
    expect(readTrainingNegatives(workspace.database, proposed.id)).toMatchObject([
      { text: 'Negative 0' },
      { text: 'Negative 1' },
    ])
    expect(readSnapshotScheme(workspace.database, proposed.id)).toEqual({ names: [], values: [], roles: [] })
  })

  it('have another hash uncurated than curated, of the same negatives', () => {
    const { seeded, first, second, decide, snapshots } = studio('one')
    decide(first, 'accept')
    decide(second, 'accept')
    const [curated, proposed] = (['curated', 'proposed'] as const).map((which) =>
      snapshots.create({ dataset: seeded.dataset, name: which, which }),
    )
    expect(proposed?.negatives).toBe(curated?.negatives)
    expect(proposed?.hash).not.toBe(curated?.hash)
  })

  it('refuse an empty set, a taken name and a data set that is gone', () => {
    const { seeded, first, decide, snapshots } = studio('one')
    const create = (name: string) => () =>
      snapshots.create({ dataset: seeded.dataset, name, which: 'curated' })
    decide(first, 'reject')
    expect(create('a')).toThrow(
      expect.objectContaining({ code: 'CONFLICT', message: expect.stringContaining('nothing to save') }),
    )
    decide(first, 'accept')
    create('a')()
    expect(create('a')).toThrow(
      expect.objectContaining({ code: 'CONFLICT', message: expect.stringContaining('‘a’') }),
    )
    expect(() => snapshots.create({ dataset: 99 as DatasetId, name: 'b', which: 'curated' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    )
  })
})
