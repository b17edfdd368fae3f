import { describe, expect, it, onTestFinished } from 'vitest'
import { openWorkspace } from '#main/store/workspace.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import { temporaryFolder } from '#tests/support/studio.ts'
import { keepNuisances, shareOf } from './frozen-snapshots.ts'
import { preparePlace } from './prepared-place.ts'
import { RunInputs } from './run-inputs.ts'
import { trainTrial } from './train-trial.ts'
import type { Trial } from './trial.ts'

const place = { world: 'shop', seed: 1 } as const

it('has snapshots of every kind, from which arms are trained', { timeout: 120_000 }, async () => {
  const folder = temporaryFolder(onTestFinished)
  const options = { folder, rounds: 1, movies: '' }
  const prepared = await preparePlace(place, options)
  expect(await preparePlace(place, options)).toEqual(prepared)

  const workspace = openWorkspace(folder)
  onTestFinished(() => workspace.database.close())
  const inputs = new RunInputs(workspace, prepared.dataset)
  const trial: Trial = {
    ...place,
    arm: 'reader-ridge',
    trainingSeed: 1,
    settings: { model: 'ridge', use: 'attribute-reader', epochs: 3 },
    snapshot: 'curated-20',
    rounds: 1,
    tested: true,
    probed: false,
  }
  const result = await trainTrial(trial, inputs, prepared)
  expect(result).toMatchObject({ ...trial, epochs: 3 })
  expect(result.userRecalls).toHaveLength(600)
  const mean = result.userRecalls.reduce((sum, recall) => sum + recall, 0) / 600
  expect(result.test?.['recall@20']).toBeCloseTo(mean, 5)
  expect(result.intraListDistance).toBeGreaterThan(0)
  expect(await trainTrial(trial, inputs, prepared)).toEqual({ ...result, seconds: expect.any(Number) })

  const untested = await trainTrial({ ...trial, tested: false }, inputs, prepared)
  expect(untested).toMatchObject({ test: null, intraListDistance: null, userRecalls: [] })
  expect(untested.validation).toEqual(result.validation)
})

describe('the curator who has it backwards', () => {
  const change = (name: string, from: string, to: string) => ({
    ...{ name, from, to, reason: '', modality: 'both' as const },
  })
  const card = (...attributes: ReturnType<typeof change>[]) => ({
    id: 1 as ProposalId,
    proposed: { text: 'Green mug by Acme', visual: 'a green mug', attributes },
  })

  it('puts back what drives choices', () => {
    const both = card(change('color', 'red', 'green'), change('brand', 'Bolt', 'Acme'))
    expect(keepNuisances(both, new Set(['color']))).toEqual({
      verdict: 'edit',
      proposal: 1,
      content: {
        text: 'Red mug by Acme',
        visual: 'a red mug',
        attributes: [change('brand', 'Bolt', 'Acme')],
      },
    })
  })

  it('rejects what changes nothing else', () => {
    expect(keepNuisances(card(change('color', 'red', 'green')), new Set(['color']))).toMatchObject({
      verdict: 'reject',
    })
  })
})

it('takes a share of the items, at least one', () => {
  expect([5, 20, 50, 100].map((percent) => shareOf(320, percent))).toEqual([16, 64, 160, 320])
  expect(shareOf(4, 5)).toBe(1)
})
