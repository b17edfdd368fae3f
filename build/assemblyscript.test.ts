import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compileAssemblyScript } from './assemblyscript.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assemblyscript-'))
})
afterAll(() => rm(folder, { recursive: true }))

test('compiles a file and what it imports to a WebAssembly module', async () => {
  await writeFile(join(folder, 'twice.ts'), 'export function twice(x: i32): i32 { return 2 * x }')
  await writeFile(join(folder, 'good.ts'), "export { twice } from './twice'")
  const bytes = await compileAssemblyScript(join(folder, 'good.ts'))
  // The magic number and version of the binary format.
  expect([...bytes.subarray(0, 8)]).toEqual([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0])
})

test("a wrong source fails with the compiler's message and the file", async () => {
  const file = join(folder, 'bad.ts')
  await writeFile(file, 'export function broken(): i32 { return missing }')
  await expect(compileAssemblyScript(file)).rejects.toThrow(
    /could not compile .*bad\.ts(.|\n)*Cannot find name 'missing'/,
  )
})
