import { expect, it, onTestFinished } from 'vitest'
import { openTestStudio } from '#main/catalogue/testing/workspace.ts'
import { skipSyncing } from '#main/store/testing/skip-syncing.ts'
import { fuzzCase } from './fuzz-case.ts'
import { makeSpecimens } from './specimens.ts'
import { tryCase } from './try-case.ts'

const FILES = 500
const SEED = 1
const MOST_BYTES = 64 * 1024

it('every specimen is read as it is', { timeout: 60_000 }, async () => {
  const studio = openTestStudio()
  onTestFinished(() => studio.close())
  for (const [index, specimen] of (await makeSpecimens()).entries()) {
    const bytes = specimen.files[specimen.mutated] ?? new Uint8Array()
    expect(await tryCase(studio, { index, specimen, bytes, mutations: [] }), specimen.kind).toEqual({
      state: 'read',
      reason: '',
    })
  }
})

// `npm run fuzz` tries more and larger ones, and measures them.
it(`${FILES} mutated files are read, or refused with file and line`, { timeout: 300_000 }, async () => {
  const studio = openTestStudio()
  onTestFinished(() => studio.close())
  skipSyncing(studio.workspace.database)
  const specimens = await makeSpecimens()
  const counts = { read: 0, refused: 0 }
  for (let index = 0; index < FILES; index++) {
    const tried = fuzzCase(specimens, SEED, index, MOST_BYTES)
    const { state, reason } = await tryCase(studio, tried)
    const title = `file ${index}, ${tried.specimen.kind}: ${tried.mutations.join(', ')}`
    if (state === 'failed') expect.soft(reason, title).toBe('')
    else counts[state]++
  }
  // Mutations that break everything, or nothing, try little.
  expect(counts.read).toBeGreaterThan(FILES / 10)
  expect(counts.refused).toBeGreaterThan(FILES / 10)
})
