import { expect, it } from 'vitest'
import { ships } from './shipped-files.ts'
import type { Target } from './target.ts'

const linux: Target = { platform: 'linux', arch: 'x64' }

it.each([
  ['pino', 'lib/proto.js'],
  ['pino', 'LICENSE'],
  ['node-bundled', 'LICENSE.md'],
  ['pino', 'package.json'],
  ['better-sqlite3', 'prebuilds/linux-x64.node'],
  ['better-sqlite3', 'prebuilds/linuxmusl-x64.node'],
  ['onnxruntime-node', 'bin/napi-v6/linux/x64/libonnxruntime.so.1'],
  ['webgpu', 'dist/linux-x64/dawn.node'],
  ['ml-matrix', 'src/matrix.js'],
])('ships %s: %s', (name, path) => {
  expect(ships(name, path, linux)).toBe(true)
})

it.each([
  ['pino', 'test/basic.test.js'],
  ['pino', 'docs/api.md'],
  ['pino', 'pino.d.ts'],
  ['zod', 'index.d.cts'],
  ['zod', 'src/index.ts'],
  ['umap-js', 'dist/umap.js.map'],
  ['better-sqlite3', 'deps/sqlite3/sqlite3.c'],
  ['better-sqlite3', 'prebuilds/darwin-arm64.node'],
  ['onnxruntime-node', 'bin/napi-v6/win32/x64/onnxruntime.dll'],
  ['webgpu', 'dist/darwin-universal/dawn.node'],
  ['any', '.github/workflows/ci.yml'],
])('leaves out %s: %s', (name, path) => {
  expect(ships(name, path, linux)).toBe(false)
})

it('takes what belongs to the machine that it is made for', () => {
  const mac: Target = { platform: 'darwin', arch: 'arm64' }
  expect(ships('webgpu', 'dist/darwin-universal/dawn.node', mac)).toBe(true)
  expect(ships('onnxruntime-node', 'bin/napi-v6/linux/x64/libonnxruntime.so.1', mac)).toBe(false)
})
