import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import util from 'node:util'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { loadTensorFlow } from './load.ts'
import { TENSORFLOW_FUNCTIONS } from './tensorflow-api.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tensorflow-'))
  vi.stubEnv('TF_DETERMINISTIC_OPS', undefined)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true })
})

/** A stand-in of the package that runs `index` when it is required. */
function install(index: string, { binding = true } = {}): void {
  const own = join(folder, 'node_modules/@tensorflow/tfjs-node-gpu')
  mkdirSync(join(own, 'lib/napi-v8'), { recursive: true })
  writeFileSync(join(own, 'package.json'), '{ "name": "@tensorflow/tfjs-node-gpu", "version": "4.22.0" }')
  writeFileSync(join(own, 'index.js'), index)
  if (binding) writeFileSync(join(own, 'lib/napi-v8/tfjs_binding.node'), '')
}

const load = () => loadTensorFlow(createRequire(join(folder, 'program.js')))

/** Also wants of its surroundings what the real one wants when it is loaded. */
const COMPLETE = `
  const util = require('util')
  if (!util.isArray([]) || !util.isNullOrUndefined(undefined)) throw new Error('util was not restored')
  if (process.env.TF_DETERMINISTIC_OPS !== '1') throw new Error('started without the environment')
  for (const name of ${JSON.stringify(TENSORFLOW_FUNCTIONS)}) exports[name] = () => name
  class Native {
    isUsingGpuDevice = true
    get binding() { return { TF_Version: '2.9.1' } }
  }
  exports.backend = () => new Native()
`

test('nothing is there', () => {
  expect(load()).toEqual({ state: 'no-package' })
})

test('the package without its binding is not even run', () => {
  install('throw new Error("it ran")', { binding: false })
  expect(load()).toEqual({ state: 'no-binding' })
})

test('a library that is missing is named', () => {
  install('throw new Error("libtensorflow.so.2: cannot open shared object file\\n  at require")')
  expect(load()).toEqual({
    state: 'broken',
    cause: 'libtensorflow.so.2: cannot open shared object file',
  })
})

test('a package that lacks something is broken', () => {
  install(`${COMPLETE}; delete exports.gatherND`)
  expect(load()).toMatchObject({ state: 'broken', cause: expect.stringContaining('not the version') })
})

test('a complete one is loaded with what it needs of its surroundings', () => {
  install(COMPLETE)
  const loaded = load()
  expect(loaded).toMatchObject({ state: 'loaded', gpu: true, version: '2.9.1' })
  expect(util.isArray([])).toBe(true)
})

test('what the person has set in the environment stays', () => {
  vi.stubEnv('TF_CPP_MIN_LOG_LEVEL', '0')
  install(COMPLETE)
  load()
  expect(process.env.TF_CPP_MIN_LOG_LEVEL).toBe('0')
})
