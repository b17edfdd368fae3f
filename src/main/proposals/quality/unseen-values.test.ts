import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FEWEST_ITEMS } from '#main/store/said-values.ts'
import { seedCatalogue } from '#main/store/testing/seed-catalogue.ts'
import { openWorkspace, type Workspace } from '#main/store/workspace.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import { flagsOfVocabulary } from './unseen-values.ts'

let folder: string
let workspace: Workspace
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unseen-'))
  workspace = openWorkspace(folder)
})
afterEach(() => {
  workspace.database.close()
  rmSync(folder, { recursive: true })
})

const change = (to: string, modality: AttributeChange['modality'] = 'text'): AttributeChange => ({
  name: 'kind',
  from: 'red',
  to,
  modality,
  reason: '',
})

function seed(count = FEWEST_ITEMS) {
  const mugs = Array.from({ length: count }, (_, index) => ({
    title: `Red mug ${index}`,
    description: 'With a Crème glaze, for light running shoes.',
    category: 'Mugs',
    attributes: [{ name: 'material', values: ['stoneware'] }],
  }))
  const lamps = Array.from({ length: count }, () => ({ title: 'A brass lamp', category: 'Lamps' }))
  return seedCatalogue(workspace, 'home', [...mugs, ...lamps])
}

it.each([
  ['a word of a title', 'mug', false],
  ['the value of an attribute', 'Stoneware', false],
  ['a value without its accent, in another case', 'creme GLAZE', false],
  ['another number', 'light running shoe', false],
  ['words that stand apart', 'red shoes', true],
  ['what only another category says', 'brass', true],
  ['what nobody says', 'titanium', true],
  ['quotes and marks', '"mug" OR *', true],
  ['a script without spaces', '青いマグ', false],
  ['no word at all', '…', false],
])('looks for %s in the category: %s', (_, value, unseen) => {
  const { dataset } = seed()
  const flags = flagsOfVocabulary(workspace.database, { dataset, category: 'Mugs' }, [
    change('mug'),
    change(value, 'both'),
  ])
  expect(flags).toEqual(unseen ? ['unseen-value'] : [])
})

it('asks the whole data set where the category is small, and nobody where that is small, too', () => {
  const { dataset } = seed()
  const small = { dataset, category: 'Vases' }
  expect(flagsOfVocabulary(workspace.database, small, [change('brass')])).toEqual([])
  expect(flagsOfVocabulary(workspace.database, small, [change('titanium')])).toEqual(['unseen-value'])
  const few = seedCatalogue(workspace, 'few', [{ title: 'A lamp' }])
  const none = { dataset: few.dataset, category: null }
  expect(flagsOfVocabulary(workspace.database, none, [change('titanium')])).toEqual([])
})

it('asks the whole data set where the category itself changes', () => {
  const { dataset } = seed()
  const item = { dataset, category: 'Mugs' }
  const lamp = { ...change('Lamps'), from: 'mugs' }
  expect(flagsOfVocabulary(workspace.database, item, [lamp, change('brass')])).toEqual([])
  expect(flagsOfVocabulary(workspace.database, item, [lamp, change('titanium')])).toEqual(['unseen-value'])
})

it('does not ask for what the picture alone shows', () => {
  const { dataset } = seed()
  const item = { dataset, category: 'Mugs' }
  expect(flagsOfVocabulary(workspace.database, item, [change('titanium', 'image')])).toEqual([])
})
