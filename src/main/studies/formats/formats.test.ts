import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Study, StudyFormat, StudyResults } from '#shared/contract/studies.ts'
import { madeUpResults } from '../testing/made-up-results.ts'
import type { MadeUpStudy } from '../testing/made-up-study.ts'
import { csv } from './csv.ts'
import { escapeLatex } from './escape-latex.ts'
import { json } from './json.ts'
import { latex } from './latex.ts'
import { STUDY_WRITERS } from './registry.ts'

const recalls: Readonly<Record<string, number>> = { base: 0.25, better: 0.5, placebo: 0.375, floor: 0.125 }
const made: MadeUpStudy = {
  arms: [
    { name: 'base', label: 'Content, "plain"' },
    { name: 'placebo', label: 'Shuffled', placeboOf: 'better' },
    { name: 'floor', label: 'Popularity', settings: { model: 'popularity' } },
    { name: 'better', label: 'Negatives & 50_% β' },
  ],
  seeds: [1, 2],
  recalls: ({ arm, seed }) =>
    [0, 0.125, -0.0625].map((user) => (recalls[arm] ?? 0) + user * (arm === 'base' ? 1 : seed / 2)),
  ranks: () => ({ pairs: Int32Array.of(0, 0, 1, 0), ranks: Int32Array.of(1, 30) }),
  facts: {
    itemInteractions: Int32Array.of(3),
    userInteractions: Int32Array.of(1, 2, 3),
    itemCategories: ['mug'],
  },
}

it('every format has its writer', () => {
  for (const format of StudyFormat.options) expect(STUDY_WRITERS[format].format).toBe(format)
})

describe('CSV', () => {
  it('is one table of arms, hypotheses, tests and strata, with every figure', async () => {
    const { study, results } = await madeUpResults(made)
    const text = csv.write(study, results)
    const rows = z.array(z.record(z.string(), z.string())).parse(parse(text, { columns: true }))
    const of = (row: string) => rows.filter((each) => each.row === row)
    expect(of('arm').find(({ arm, metric }) => arm === 'base' && metric === 'recall@20')).toMatchObject({
      label: 'Content, "plain"',
      'data set': 'Shop 1',
      value: String(results.arms[0]?.mean['recall@20']),
      seeds: '2',
    })
    const [hypothesis] = of('hypothesis')
    expect(hypothesis).toMatchObject({ arm: 'placebo', against: 'base', 'speaks of': 'users and seeds' })
    expect(Number(hypothesis?.value)).toBe(results.hypotheses[0]?.difference)
    expect(Number(hypothesis?.low)).toBe(results.hypotheses[0]?.interval?.[0])
    expect(of('test').map((row) => Number(row.p))).toEqual(results.hypotheses[0]?.tests.map(({ p }) => p))
    expect(of('stratum')).toHaveLength(results.strata.length * 4)
    // RFC 4180: lines end with CR LF, quotes are doubled.
    expect(text.split('\r\n')).toHaveLength(rows.length + 2)
    expect(text).toContain('"Content, ""plain"""')
  })
})

describe('LaTeX', () => {
  it('has placebos below their arms, the best value bold, and escaped names', async () => {
    const { study, results } = await madeUpResults(made, 'Do they\npay?')
    const lines = latex.write(study, results).split('\n')
    expect(lines[0]).toContain('Do they pay?: study a1b2c3')
    const rows = lines.filter((line) => / & .*\\pm/.test(line)).map((line) => line.split(' & ')[0])
    expect(rows).toEqual(['Content, "plain"', 'Negatives \\& 50\\_\\% $\\beta$', '\\quad Shuffled'])
    const bold = lines.filter((line) => line.includes('\\textbf'))
    expect(bold).toHaveLength(1)
    expect(bold[0]).toMatch(/^Negatives .* & \\textbf\{0\.5156\} \$\\pm\$ 0\.0\d{3} /)
    expect(lines.find((line) => line.startsWith('Popularity'))).toMatch(/^Popularity & 0\.1\d{3} /)
  })

  it('has of each hypothesis the leading test, and opens what it closes', async () => {
    const { study, results } = await madeUpResults(made)
    const text = latex.write(study, results)
    const [leading] = results.hypotheses[0]?.tests.slice(-1) ?? []
    expect(leading?.speaksOf).toBe('users and seeds')
    const row = text.split('\n').find((line) => line.startsWith('It'))
    expect(row).toContain(`& $${leading?.pAdjusted.toFixed(3).slice(1)}$ & users and seeds \\\\`)
    for (const name of ['table', 'tabular']) {
      expect(text.split(`\\begin{${name}}`)).toHaveLength(3)
      expect(text.split(`\\end{${name}}`)).toHaveLength(3)
    }
    for (const line of text.split('\n').filter((each) => each.endsWith('\\\\'))) {
      expect([2, 7]).toContain(line.replaceAll('\\&', '').split('&').length)
    }
  })

  it('names what has no figures yet', async () => {
    const { study, results } = await madeUpResults({ ...made, recalls: () => null })
    const text = latex.write(study, results)
    expect(text).toContain('nothing is concluded')
    expect(text).toMatch(/^It & Content, "plain" & -- & -- & -- & -- & -- \\\\$/m)
  })

  it('escapes every character that means something to it', () => {
    expect(escapeLatex('a\\b {c} $1 & #2 ^_ 3 % ~\n<β>')).toBe(
      'a\\textbackslash{}b \\{c\\} \\$1 \\& \\#2 \\textasciicircum{}\\_ 3 \\% \\textasciitilde{} \\textless{}$\\beta$\\textgreater{}',
    )
    fc.assert(
      fc.property(fc.string(), (text) => {
        const bare = escapeLatex(text).replace(/\\(text[a-z]+\{\}|[{}$&#_%])/g, '')
        expect(bare).not.toMatch(/[\\{}$&#_%~^\n]/)
      }),
    )
  })
})

describe('JSON', () => {
  it('holds the study and its results, with the runs that they are of', async () => {
    const { study, results } = await madeUpResults(made)
    const whole = z.object({ version: z.literal(1), study: Study, results: StudyResults })
    expect(whole.parse(JSON.parse(json.write(study, results)))).toEqual({ version: 1, study, results })
  })
})
