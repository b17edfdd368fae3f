import { expect, it, onTestFinished } from 'vitest'
import { ImportRequest } from '#shared/contract/imports.ts'
import { SkippedRows } from '../readers/skipped-rows.ts'
import { openTestStudio } from '../testing/workspace.ts'
import { importDataset } from './import-dataset.ts'
import { readDataset } from './read-dataset.ts'

it('are looked for where the files are read, and only told of by the engine', async () => {
  const studio = openTestStudio()
  onTestFinished(() => studio.close())
  const interactions = studio.file('r.csv', 'user,item\nAnn,i1\nann,i1\nbob,I 1\nbob,i2\n')
  const request = ImportRequest.parse({ name: 'Shop', format: 'csv', interactions })
  const progress = () => undefined
  const read = await readDataset(request, new SkippedRows(), progress)
  expect(read).toMatchObject({
    similarItems: { count: 1, example: ['i1', 'I 1'] },
    similarUsers: { count: 1, example: ['Ann', 'ann'] },
  })
  const { warnings } = await importDataset(
    request,
    { workspace: studio.workspace, media: studio.media, skipped: new SkippedRows(), progress, now: () => 1 },
    async () => ({ ...read, similarItems: null, similarUsers: { count: 7, example: ['Eve', 'eve'] } }),
  )
  const told = warnings.filter((warning) => warning.includes('differ from another one only in case'))
  expect(told).toEqual([expect.stringMatching(/^7 of the ids of users .* as "Eve" and "eve" do/)])
})
