import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { asFloat32Matrix, decodeNpy, encodeNpy } from '#shared/files/npy.ts'
import { doubtFolder } from './doubt.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'doubt-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** A red and a green item; one negative, which makes the red one blue. */
function write(negatives: unknown[] = [[{ attribute: 0, from: 'red', to: 'blue' }]]): void {
  const matrix = (name: string, rows: number[][]) =>
    writeFileSync(join(folder, name), encodeNpy(Float32Array.from(rows.flat()), [rows.length, 3]))
  matrix('item_text.npy', [
    [1, 0, 0],
    [0, 0, 1],
  ])
  matrix('text_negative.npy', [[0, 1, 0]])
  writeFileSync(join(folder, 'negative_items.npy'), encodeNpy(Int32Array.of(0), [1]))
  const labels = { attributes: [{ name: 'color', role: 'key' }], negatives }
  writeFileSync(join(folder, 'attribute_labels.json'), JSON.stringify(labels))
}

test('writes how unsure the reader is of each item', async () => {
  write()
  await doubtFolder(folder)
  const file = join(folder, 'doubt.npy')
  const { rows, cols, data } = asFloat32Matrix(decodeNpy(readFileSync(file), file), file)
  expect([rows, cols]).toEqual([2, 1])
  expect(data[1]).toBeGreaterThan(5 * (data[0] ?? 0))
})

test('names the file that does not fit the others', async () => {
  write([])
  await expect(doubtFolder(folder)).rejects.toThrow(
    /attribute_labels\.json: 0 rows, but negative_items\.npy says 1/,
  )
})
