import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { removeAllDatasets } from '#main/store/testing/inspect.ts'
import { seedDataset } from '#main/store/testing/seed.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import { type DatasetId, ViewId } from '#shared/contract/ids.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { createViewsService } from './views-service.ts'

let folder: string
let workspace: Workspace
let views: ReturnType<typeof createViewsService>
let events: StudioEvent[]

function open(): void {
  workspace = openWorkspace(folder)
  views = createViewsService({ workspace, publish: (event) => events.push(event) })
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'views-'))
  events = []
  open()
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const dataset = (name: string) => seedDataset(workspace, name, ['Red mug']).dataset
const risky = (of: DatasetId, name: string) =>
  ({ dataset: of, name, filter: { flag: 'unbalanced', search: 'red' }, sort: 'riskiest' }) as const

it('keeps a filter with its order by name, across a restart, for each data set alone', () => {
  const mugs = dataset('mugs')
  const cups = dataset('cups')
  const b = views.create(risky(mugs, 'beta'))
  const a = views.create({ dataset: mugs, name: 'Alpha', filter: {}, sort: 'oldest' })
  views.create(risky(cups, 'beta'))
  workspace.database.close()
  open()
  expect(views.list({ dataset: mugs })).toEqual([a, b])
  expect(b).toEqual({ ...risky(mugs, 'beta'), id: b.id })
  expect(events.filter(({ topic }) => topic === 'views')).toHaveLength(3)
})

it('renames and removes a view', () => {
  const mugs = dataset('mugs')
  const view = views.create(risky(mugs, 'one'))
  expect(views.rename({ view: view.id, name: 'two' })).toEqual({ ...view, name: 'two' })
  expect(views.rename({ view: view.id, name: 'two' })).toMatchObject({ name: 'two' })
  views.remove({ view: view.id })
  expect(views.list({ dataset: mugs })).toEqual([])
  expect(() => views.remove({ view: view.id })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})

it('has no two views of one name', () => {
  const mugs = dataset('mugs')
  views.create(risky(mugs, 'one'))
  const other = views.create(risky(mugs, 'two'))
  const taken = expect.objectContaining({ code: 'CONFLICT' })
  expect(() => views.create(risky(mugs, 'one'))).toThrow(taken)
  expect(() => views.rename({ view: other.id, name: 'one' })).toThrow(taken)
})

it('goes with its data set', () => {
  const mugs = dataset('mugs')
  const { id } = views.create(risky(mugs, 'one'))
  removeAllDatasets(workspace.database)
  expect(views.list({ dataset: mugs })).toEqual([])
  expect(() => views.rename({ view: ViewId.parse(id), name: 'x' })).toThrow(
    expect.objectContaining({ code: 'NOT_FOUND' }),
  )
})
