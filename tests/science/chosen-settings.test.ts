import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '#tests/support/studio.ts'
import {
  chooseSettings,
  readChosenSettings,
  settingsChosenFor,
  writeChosenSettings,
} from './chosen-settings.ts'
import { madeUpResult } from './testing/made-up-result.ts'

const tried = (seed: number, learningRate: number, recall: number) =>
  madeUpResult({
    arm: 'lightgcn',
    seed,
    recall,
    settings: { model: 'lightgcn', learningRate, regularization: 1e-4 },
    test: null,
  })

it('chooses the point with the highest mean validation over all places', () => {
  const results = [tried(1, 0.001, 0.5), tried(2, 0.001, 0.1), tried(1, 0.002, 0.35), tried(2, 0.002, 0.35)]
  expect(chooseSettings(results, 2)).toEqual({
    lightgcn: { settings: { learningRate: 0.002, regularization: 1e-4 }, validation: 0.35 },
  })
})

it('counts no point that was not tried everywhere, and no value outside the grid', () => {
  const results = [
    tried(1, 0.001, 0.9),
    tried(1, 0.002, 0.3),
    tried(2, 0.002, 0.3),
    tried(1, 0.7, 1),
    tried(2, 0.7, 1),
  ]
  expect(chooseSettings(results, 2).lightgcn?.settings).toEqual({ learningRate: 0.002, regularization: 1e-4 })
  expect(chooseSettings(results, 3)).toEqual({})
})

it('are for worlds or for the movies, and found again in their file', () => {
  const file = join(temporaryFolder(onTestFinished), 'chosen.json')
  const choice = { settings: { learningRate: 0.01 }, validation: 0.3 }
  writeChosenSettings(file, {
    worlds: { from: 'worlds', methods: { lightgcn: choice } },
    movies: { from: '', methods: {} },
  })
  const chosen = readChosenSettings(file)
  expect(settingsChosenFor(chosen, 'cold', 'lightgcn')).toEqual({ learningRate: 0.01 })
  expect(settingsChosenFor(chosen, 'movies', 'lightgcn')).toEqual({})
})
