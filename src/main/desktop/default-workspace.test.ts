import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it } from 'vitest'
import { workspaceOf } from './default-workspace.ts'

const home = resolve('/home/ana')
const checkout = { isPackaged: false, environment: {} }
const installed = { isPackaged: true, environment: {} }

it('takes the workspace of the command line, from the folder where it was typed', () => {
  expect(workspaceOf(['.', '--workspace', 'shop'], home, checkout)).toBe(join(home, 'shop'))
  expect(workspaceOf(['--inspect', '--workspace=shop', '--no-sandbox'], home, checkout)).toBe(
    join(home, 'shop'),
  )
})

it('takes the default one where none is named', () => {
  expect(
    workspaceOf(['.'], home, {
      isPackaged: false,
      environment: { NEGGEN_WORKSPACE: resolve('/data/studio') },
    }),
  ).toBe(resolve('/data/studio'))
  expect(
    workspaceOf(['--workspace'], home, { isPackaged: false, environment: { NEGGEN_WORKSPACE: 'studio' } }),
  ).toBe(join(home, 'studio'))
})

it('takes the folder that an installed studio is opened with, by path or URL', () => {
  const shop = join(home, 'my shop')
  expect(workspaceOf([shop], '/', installed)).toBe(shop)
  expect(workspaceOf(['--no-sandbox', pathToFileURL(shop).href], '/', installed)).toBe(shop)
  expect(workspaceOf([shop, '--workspace', 'other'], home, installed)).toBe(join(home, 'other'))
})

it('does not take the folder of the application for a workspace', () => {
  expect(workspaceOf(['/src/studio'], home, checkout)).toBe(workspaceOf([], home, checkout))
})
