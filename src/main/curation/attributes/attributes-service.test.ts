import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { MediaStore } from '#main/catalogue/media/media-store.ts'
import { removeDataset } from '#main/catalogue/remove-dataset.ts'
import { seedDataset, seedJob, seedProposal } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { AttributeVerdict } from '#shared/attributes/verdict.ts'
import { CuratedAttribute } from '#shared/contract/attributes.ts'
import type { Annotator, DatasetId } from '#shared/contract/ids.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import { DEFAULT_SETTINGS, type StudioEvent } from '#shared/contract/system.ts'
import { createTestReview } from '../testing/test-review.ts'
import { createAttributesService } from './attributes-service.ts'

const ada = 'Ada' as Annotator
const ben = 'Ben' as Annotator
let folder: string
let workspace: Workspace
let events: StudioEvent[]

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'attributes-'))
  workspace = openWorkspace(folder)
  events = []
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const change = (name: string, from: string, to: string): AttributeChange => ({
  name,
  from,
  to,
  modality: 'text',
  reason: '',
})

/** Three mugs: one accepted, one whose curator put the brand back, one that nobody decided on. */
function studio() {
  const publish = (event: StudioEvent) => void events.push(event)
  const seeded = seedDataset(workspace, 'mugs', ['One', 'Two', 'Three'])
  const propose = (at: number, attributes: AttributeChange[]) => {
    const item = seeded.items[at]
    if (item === undefined) throw new RangeError(`item ${at}`)
    return seedProposal(
      workspace,
      { ...seeded, job: seedJob(workspace, seeded.dataset), item },
      { attributes },
    )
  }
  const accepted = propose(0, [change('Colour', 'red', 'dark  Red')])
  const edited = propose(1, [change('colour', 'red', 'blue'), change('brand', 'Acme', 'Umbra')])
  propose(2, [change('color', 'red', 'green')])
  const review = createTestReview(workspace, { publish })
  review.decide({ annotator: ada, decisions: [{ proposal: accepted, verdict: 'accept' }] })
  const content = { text: 't', visual: 'v', attributes: [change('colour', 'red', 'blue')] }
  review.decide({ annotator: ada, decisions: [{ proposal: edited, verdict: 'edit', content }] })
  const { dataset } = seeded
  const attributes = createAttributesService({
    workspace,
    publish,
    settings: () => DEFAULT_SETTINGS,
    closing: new AbortController().signal,
  })
  return {
    dataset,
    review,
    attributes,
    list: () => attributes.list({ dataset }),
    decide: (annotator: Annotator, ...verdicts: AttributeVerdict[]) =>
      attributes.decide({ dataset, annotator, verdicts }),
  }
}

const color: AttributeVerdict = { kind: 'name', name: 'color', into: 'colour' }

it('count what was changed, kept and put back, by name and by value', async () => {
  const { list } = studio()
  const listed = await list()
  for (const attribute of listed.attributes) expect(CuratedAttribute.parse(attribute)).toEqual(attribute)
  expect(
    listed.attributes.map((one) => [one.name, one.changed, one.kept, one.putBack, one.effectiveRole]),
  ).toEqual([
    ['colour', 2, 2, 0, 'key'],
    ['brand', 1, 0, 1, 'nuisance'],
    ['color', 1, 0, 0, 'key'],
  ])
  expect(listed.attributes[0]?.values).toEqual([
    { value: 'red', merged: [], changed: 2, kept: 2, putBack: 0 },
    { value: 'blue', merged: [], changed: 1, kept: 1, putBack: 0 },
    { value: 'dark red', merged: [], changed: 1, kept: 1, putBack: 0 },
  ])
  expect(listed.suggestions.map(({ rule, verdicts }) => [rule, verdicts])).toEqual([
    ['spelling', [color]],
    ['granularity', [{ kind: 'value', name: 'colour', value: 'dark red', into: 'red' }]],
  ])
})

it('merge names and values for the whole catalogue, and suggest them no more', async () => {
  const { dataset, list, decide } = studio()
  decide(ada, color, { kind: 'value', name: 'color', value: 'dark red', into: 'red' })
  const { attributes, suggestions } = await list()
  expect(attributes.map(({ name, merged, changed }) => [name, merged, changed])).toEqual([
    ['colour', ['color'], 3],
    ['brand', [], 1],
  ])
  expect(attributes[0]?.values[0]).toEqual({
    value: 'red',
    merged: ['dark red'],
    changed: 3,
    kept: 2,
    putBack: 0,
  })
  expect(suggestions).toEqual([])
  expect(events.at(-1)).toEqual({ topic: 'attributes', dataset })
})

it('suggest nothing for what is kept apart', async () => {
  const { list, decide } = studio()
  decide(ada, { kind: 'name', name: 'color', into: 'color' })
  const { attributes, suggestions } = await list()
  expect(attributes.map(({ name }) => name)).toEqual(['colour', 'brand', 'color'])
  expect(suggestions.map(({ rule }) => rule)).toEqual(['granularity'])
})

it('have a role that beats what curators did more often, with who gave it', async () => {
  const { list, decide } = studio()
  decide(ada, { kind: 'role', name: 'brand', role: 'key' })
  expect((await list()).attributes[1]).toMatchObject({
    name: 'brand',
    role: 'key',
    roleBy: { annotator: ada },
    effectiveRole: 'key',
  })
  decide(ben, { kind: 'role', name: 'brand', role: 'undecided' })
  expect((await list()).attributes[1]).toMatchObject({
    role: 'undecided',
    roleBy: null,
    effectiveRole: 'nuisance',
  })
})

it('are undone step by step, each person their own, and apart from decisions', async () => {
  const { dataset, attributes, review, list, decide } = studio()
  const undo = (annotator: Annotator) => attributes.undo({ dataset, annotator }).undone?.description ?? null
  decide(ada, color)
  decide(ada, { kind: 'role', name: 'brand', role: 'nuisance' })
  decide(ben, { kind: 'role', name: 'brand', role: 'key' })
  expect(undo(ada)).toBe('marking brand as nuisance')
  expect((await list()).attributes[1]?.role).toBe('key')
  expect(undo(ben)).toBe('marking brand as key')
  expect(undo(ben)).toBeNull()
  expect(undo(ada)).toBe('merging color into colour')
  expect(undo(ada)).toBeNull()
  expect((await list()).attributes).toHaveLength(3)
  decide(ada, color)
  expect(review.undo({ annotator: ada }).undone?.description).toBe('edit of Two')
  expect(undo(ada)).toBe('merging color into colour')
})

it('stay when another data set is removed', async () => {
  const { list, decide } = studio()
  decide(ada, color)
  const other = seedDataset(workspace, 'other', ['One'])
  await removeDataset(workspace, new MediaStore(workspace), other.dataset)
  expect((await list()).attributes.map(({ name }) => name)).toEqual(['colour', 'brand'])
})

it('refuse a data set that is gone', async () => {
  const { attributes } = studio()
  const gone = 99 as DatasetId
  await expect(attributes.list({ dataset: gone })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  expect(() => attributes.decide({ dataset: gone, annotator: ada, verdicts: [color] })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
})
