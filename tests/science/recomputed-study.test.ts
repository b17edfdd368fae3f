import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, it } from 'vitest'
import { json } from '#main/studies/formats/json.ts'
import { madeUpResults } from '#main/studies/testing/made-up-results.ts'
import type { MadeUpStudy, MadeUpTraining } from '#main/studies/testing/made-up-study.ts'
import { encodeNpy } from '#shared/files/npy.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import { Rng } from '#trainer/data/rng.ts'

/** A Python with SciPy and statsmodels; without one there is nothing to compare with. */
const python = process.env.STUDIO_SCIPY_PYTHON
const script = join(import.meta.dirname, 'peers', 'recompute_study.py')
const folder = mkdtempSync(join(tmpdir(), 'recomputed-study-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const arms = [
  { name: 'base' },
  { name: 'better', label: 'The better one' },
  { name: 'placebo', placeboOf: 'better' },
  { name: 'floor', settings: { model: 'popularity' } },
  { name: 'second-floor', settings: { model: 'item-knn' } },
]
const hypotheses = [
  { text: 'It', arm: 'better', against: 'base' },
  { text: 'Its placebo', arm: 'placebo', against: 'base' },
  { text: 'The arm over its placebo', arm: 'better', against: 'placebo' },
  { text: 'Popularity', arm: 'floor', against: 'base' },
  { text: 'Neighbours', arm: 'second-floor', against: 'floor' },
]
const leads: Readonly<Record<string, number>> = { better: 0.05, placebo: 0.01, floor: -0.1 }

/** Shares of three or four test interactions, so that many users tie. */
function drawn({ replication, arm, seed }: MadeUpTraining, users: number): number[] {
  const shared = new Rng(1 + replication, 'users')
  const own = new Rng(1000 * replication + seed, arm)
  const ofSeed = 0.04 * (own.uniform(0, 1) - 0.5)
  return Array.from({ length: users }, () => {
    const chance = 0.15 + 0.4 * shared.uniform(0, 1) + (leads[arm] ?? 0) + ofSeed
    const interactions = 3 + (shared.uniform(0, 1) < 0.5 ? 1 : 0)
    let hits = 0
    for (let each = 0; each < interactions; each++) if (own.uniform(0, 1) < chance) hits++
    return hits / interactions
  })
}

async function recompute(name: string, made: MadeUpStudy): Promise<string> {
  const { study, results } = await madeUpResults(made)
  const workspace = join(folder, name)
  for (const { run, replication, arm, seed } of study.trials) {
    const recalls = made.recalls({ replication, arm, seed })
    if (run === null || recalls === null) continue
    const values = new Float32Array(recalls.length * METRIC_KEYS.length)
    recalls.forEach((recall, user) => {
      values[user * METRIC_KEYS.length + METRIC_KEYS.indexOf('recall@20')] = recall
    })
    const output = join(workspace, 'runs', String(run), 'output')
    mkdirSync(output, { recursive: true })
    writeFileSync(join(output, 'test_metrics.npy'), encodeNpy(values, [recalls.length, METRIC_KEYS.length]))
  }
  const file = join(workspace, 'study.json')
  writeFileSync(file, json.write(study, results))
  // What it prints says which figure deviates.
  return promisify(execFile)(python ?? '', [script, file, workspace]).then(
    ({ stdout }) => stdout,
    ({ stdout, stderr }) => `It failed.\n${stdout}${stderr}`,
  )
}

describe.skipIf(python === undefined)(
  'SciPy, named by STUDIO_SCIPY_PYTHON, comes to the same figures',
  () => {
    it.each<[string, MadeUpStudy]>([
      ['one data set, three seeds', { arms, hypotheses, recalls: (training) => drawn(training, 400) }],
      ['one seed, few users', { arms, hypotheses, seeds: [5], recalls: (training) => drawn(training, 30) }],
      [
        'two data sets of different sizes',
        {
          arms,
          hypotheses,
          replications: 2,
          recalls: (training) => drawn(training, 60 + 90 * training.replication),
        },
      ],
      [
        'five worlds, two seeds',
        { arms, hypotheses, replications: 5, seeds: [1, 2], recalls: (training) => drawn(training, 100) },
      ],
      [
        'trainings missing',
        {
          ...{ arms, hypotheses, replications: 2 },
          recalls: (training) =>
            training.arm === 'better' && training.seed + training.replication > 3
              ? null
              : drawn(training, 80),
        },
      ],
    ])('%s', { timeout: 60_000 }, async (name, made) => {
      const printed = await recompute(name.replaceAll(' ', '-'), made)
      expect(printed).not.toContain('It failed.')
      expect(printed).toMatch(/figures by SciPy .* largest relative deviation/)
    })
  },
)
