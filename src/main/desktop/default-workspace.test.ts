import { join, resolve } from 'node:path'
import { expect, it } from 'vitest'
import { workspaceOf } from './default-workspace.ts'

const home = resolve('/home/ana')

it('takes the workspace of the command line, from the folder where it was typed', () => {
  expect(workspaceOf(['.', '--workspace', 'shop'], home, {})).toBe(join(home, 'shop'))
  expect(workspaceOf(['--inspect', '--workspace=shop', '--no-sandbox'], home, {})).toBe(join(home, 'shop'))
})

it('takes the default one where none is named', () => {
  expect(workspaceOf(['.'], home, { NEGGEN_WORKSPACE: resolve('/data/studio') })).toBe(
    resolve('/data/studio'),
  )
  expect(workspaceOf(['--workspace'], home, { NEGGEN_WORKSPACE: 'studio' })).toBe(join(home, 'studio'))
})
