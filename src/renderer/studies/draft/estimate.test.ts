import { describe, expect, it } from 'vitest'
import { DatasetId } from '#shared/contract/ids.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { runLike } from '../../testing/run-like.ts'
import { planLike } from '../../testing/study-like.ts'
import { estimatedSeconds } from './estimate.ts'

const movies = DatasetId.parse(1)
const shop = DatasetId.parse(2)
const interactions = new Map([
  [movies, 1000],
  [shop, 4000],
])
const content = configFrom({ model: 'content-lightgcn' })
const popularity = configFrom({ model: 'popularity' })
/** Six trainings of the first arm, five of the second, three of the third, and one of popularity. */
const plan = planLike({})

describe('the estimate of a plan', () => {
  it('is the median of earlier runs of each model, for every training', () => {
    const runs = [10, 20, 60].map((trainedSeconds, id) =>
      runLike(id + 1, { config: content, trainedSeconds }),
    )
    const known = [...runs, runLike(9, { config: popularity, trainedSeconds: 2 })]
    expect(estimatedSeconds(plan, known, interactions)).toBe(14 * 20 + 2)
  })

  it('scales runs on other data sets by their interactions where there are none on this one', () => {
    const runs = [
      runLike(1, { config: content, trainedSeconds: 40, dataset: shop }),
      runLike(2, { config: popularity, trainedSeconds: 2, dataset: movies }),
    ]
    expect(estimatedSeconds(plan, runs, interactions)).toBe(14 * 10 + 2)
  })

  it('is not known while a model was never trained to its end', () => {
    const stopped = runLike(2, { config: popularity, state: 'failed', trainedSeconds: 3 })
    const runs = [runLike(1, { config: content, trainedSeconds: 10 }), stopped]
    expect(estimatedSeconds(plan, runs, interactions)).toBeNull()
  })
})
