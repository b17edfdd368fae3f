import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '#tests/support/studio.ts'
import { ResultsFile } from './results-file.ts'
import { madeUpResult } from './testing/made-up-result.ts'

function newFile() {
  const path = join(temporaryFolder(onTestFinished), 'deep', 'results.jsonl')
  return { path, file: new ResultsFile(path) }
}

it('is empty before the first result', () => {
  expect(newFile().file.read()).toEqual([])
})

it('tells which trials are still to be trained: those that differ in anything that decides the numbers', () => {
  const { file } = newFile()
  const done = madeUpResult()
  file.append(done)
  const others = [
    madeUpResult({ world: 'wordy' }),
    madeUpResult({ seed: 12 }),
    madeUpResult({ trainingSeed: 2 }),
    madeUpResult({ arm: 'lightgcn-dns' }),
    madeUpResult({ settings: { model: 'lightgcn', learningRate: 0.01 } }),
    madeUpResult({ snapshot: 'curated-100' }),
    madeUpResult({ rounds: 2 }),
    madeUpResult({ tested: false }),
  ]
  expect(file.missing([done, ...others])).toEqual(others)
})

it('goes on after a line that was interrupted', () => {
  const { path, file } = newFile()
  file.append(madeUpResult({ seed: 1 }))
  appendFileSync(path, '{"world":"sho')
  const next = new ResultsFile(path)
  expect(next.read()).toEqual([madeUpResult({ seed: 1 })])
  next.append(madeUpResult({ seed: 2 }))
  expect(next.read()).toEqual([madeUpResult({ seed: 1 }), madeUpResult({ seed: 2 })])
})

it('names a line that is not a result', () => {
  const { path, file } = newFile()
  file.append(madeUpResult())
  appendFileSync(path, '{"world":"shop"}\n')
  expect(() => file.read()).toThrow(/results\.jsonl:2: not a result/)
})
