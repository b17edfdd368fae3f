import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { keptVectors } from './kept-vectors.ts'
import { textKey, VectorLog } from './vector-log.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'log-'))
  path = join(folder, 'deep', 'texts.vectors')
})
afterEach(() => rmSync(folder, { recursive: true }))

const vectorOf = (text: string) => [text.length + 1, text.charCodeAt(0) || 0.5]
const encode = async (texts: string[]) => Float32Array.from(texts.flatMap(vectorOf))
const kept = (log: VectorLog, texts: string[], by = encode) => keptVectors(log, texts, texts.map(textKey), by)

it('gives back what was kept, in any order, however often it was opened', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(fc.string(), { maxLength: 6 }), { maxLength: 5 }), async (pages) => {
      rmSync(path, { force: true })
      for (const texts of pages) {
        const log = await VectorLog.open(path, 2)
        expect([...(await kept(log, texts))]).toEqual([...(await encode(texts))])
      }
      const distinct = new Set(pages.flat())
      const log = await VectorLog.open(path, 2)
      expect(statSync(path).size).toBe(distinct.size * 40)
      expect([...distinct].every((text) => log.has(textKey(text)))).toBe(true)
    }),
    { numRuns: 30 },
  )
})

it('goes on after a crash in the middle of a record', async () => {
  const log = await VectorLog.open(path, 2)
  await kept(log, ['red', 'blue', 'green'])
  truncateSync(path, 2 * 40 + 17)
  const asked: string[] = []
  const after = await VectorLog.open(path, 2)
  const matrix = await kept(after, ['green', 'red', 'oak'], async (texts) => {
    asked.push(...texts)
    return encode(texts)
  })
  expect(asked).toEqual(['green', 'oak'])
  expect([...matrix]).toEqual([...(await encode(['green', 'red', 'oak']))])
  expect(statSync(path).size).toBe(4 * 40)
})

it('keeps apart what two data sets write at the same time', async () => {
  const [one, two] = [await VectorLog.open(path, 2), await VectorLog.open(path, 2)]
  const [a, b] = await Promise.all([kept(one, ['red', 'blue']), kept(two, ['oak', 'tin', 'red'])])
  expect([...a]).toEqual([...(await encode(['red', 'blue']))])
  expect([...b]).toEqual([...(await encode(['oak', 'tin', 'red']))])
})

it('does not keep zeros, which stand for what could not be read', async () => {
  const log = await VectorLog.open(path, 2)
  await kept(log, ['gone', 'red'], async () => Float32Array.of(0, 0, 1, 2))
  expect([log.has(textKey('gone')), log.has(textKey('red'))]).toEqual([false, true])
  appendFileSync(path, 'x')
  expect([...(await (await VectorLog.open(path, 2)).read([textKey('red')]))]).toEqual([1, 2])
})
