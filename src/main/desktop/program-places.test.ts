import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type DesktopSurroundings, programPlaces } from './program-places.ts'

const installed: DesktopSurroundings = {
  isPackaged: true,
  resources: join('/opt', 'NegGen Studio', 'resources'),
  app: join('/opt', 'NegGen Studio', 'resources', 'app.asar'),
  platform: 'linux',
  environment: { NEGGEN_NODE: '/elsewhere/node' },
}

it('takes what was installed, outside the archive, whatever the environment says', () => {
  const { node, engine } = programPlaces(installed)
  expect(node).toBe(join(installed.resources, 'node'))
  expect(engine).toBe(join(installed.resources, 'program', 'out', 'main', 'engine.js'))
})

it('has the ending that Windows asks for', () => {
  expect(programPlaces({ ...installed, platform: 'win32' }).node).toBe(join(installed.resources, 'node.exe'))
})

it('takes the build of a checkout, and the Node that started it', () => {
  const checkout = { ...installed, isPackaged: false, app: '/work' }
  expect(programPlaces(checkout)).toEqual({
    node: '/elsewhere/node',
    engine: join('/work', 'out', 'main', 'engine.js'),
  })
  expect(programPlaces({ ...checkout, environment: {} }).node).toBe(
    join('/work', 'node_modules', 'node', 'bin', 'node'),
  )
})
