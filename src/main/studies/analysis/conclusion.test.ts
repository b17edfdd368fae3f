import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { conclusionOf, type Finding, unfinished } from './conclusion.ts'
import type { PlaceboCheck } from './placebo-checks.ts'

const finding = (changes: Partial<Finding> = {}): Finding => ({
  text: 'Curated negatives',
  against: 'the content baseline',
  difference: 0.004,
  interval: [-0.01, 0.018],
  speaksOf: 'worlds',
  verdict: 'not-shown',
  placebos: [],
  ...changes,
})
const better = (changes: Partial<Finding> = {}) =>
  finding({ difference: 0.024, interval: [0.01, 0.038], verdict: 'better', ...changes })

const placebo = (
  label: string,
  alone: PlaceboCheck['placebo']['verdict'],
  arm: PlaceboCheck['arm']['verdict'],
) => ({
  label,
  placebo: { difference: alone === 'better' ? 0.021 : 0.002, verdict: alone },
  arm: { difference: arm === 'better' ? 0.022 : 0.003, verdict: arm },
})
const alike = placebo('Shuffled', 'better', 'not-shown')
const unbeaten = placebo('The mean item', 'not-shown', 'not-shown')
const beaten = placebo('Another item', 'not-shown', 'better')
const beatenToo = placebo('None', 'better', 'better')

describe('the sentence', () => {
  it.each<[string, Finding[], string]>([
    [
      'no effect',
      [finding()],
      'Curated negatives: +0.004 [-0.010, +0.018] Recall@20 over the content baseline; no effect shown.',
    ],
    [
      'an effect',
      [better()],
      'Curated negatives: +0.024 [+0.010, +0.038] Recall@20 over the content baseline; it helps (shown for further worlds).',
    ],
    [
      'an effect for further users alone',
      [better({ speaksOf: 'users' })],
      'Curated negatives: +0.024 [+0.010, +0.038] Recall@20 over the content baseline; it helps (shown for further users).',
    ],
    [
      'harm',
      [
        finding({
          difference: -0.03,
          interval: [-0.05, -0.01],
          verdict: 'worse',
          speaksOf: 'users and seeds',
        }),
      ],
      'Curated negatives: -0.030 [-0.050, -0.010] Recall@20 over the content baseline; it does harm (shown for further users and seeds).',
    ],
    [
      'a placebo that does as well',
      [better({ placebos: [alike] })],
      'Curated negatives: +0.024 [+0.010, +0.038] Recall@20 over the content baseline; it helps (shown for further worlds), but so does its placebo ‘Shuffled’ (+0.021).',
    ],
    [
      'two placebos that do as well',
      [better({ placebos: [alike, beaten, { ...alike, label: 'Nuisances' }] })],
      'Curated negatives: +0.024 [+0.010, +0.038] Recall@20 over the content baseline; it helps (shown for further worlds), but so do its placebos ‘Shuffled’ (+0.021) and ‘Nuisances’ (+0.021).',
    ],
    [
      'a placebo between the two',
      [better({ placebos: [unbeaten] })],
      'Curated negatives: +0.024 [+0.010, +0.038] Recall@20 over the content baseline; it helps (shown for further worlds), but it is not shown to beat its placebo ‘The mean item’ (+0.003).',
    ],
    [
      'placebos of both kinds',
      [better({ placebos: [unbeaten, alike] })],
      'Curated negatives: +0.024 [+0.010, +0.038] Recall@20 over the content baseline; it helps (shown for further worlds), but so does its placebo ‘Shuffled’ (+0.021), and it is not shown to beat its placebo ‘The mean item’ (+0.003).',
    ],
    [
      'placebos that are beaten',
      [better({ placebos: [beaten, beatenToo] })],
      'Curated negatives: +0.024 [+0.010, +0.038] Recall@20 over the content baseline; it helps (shown for further worlds), and beats its placebos ‘Another item’ (+0.022) and ‘None’ (+0.022).',
    ],
    [
      'placebos of what shows no effect, which matter to nobody',
      [finding({ placebos: [alike, unbeaten] })],
      'Curated negatives: +0.004 [-0.010, +0.018] Recall@20 over the content baseline; no effect shown.',
    ],
    [
      'further hypotheses',
      [
        finding(),
        better({ text: 'DNS', against: 'uniform' }),
        better({ text: 'Reader', placebos: [alike] }),
        better({ text: 'Taste', placebos: [unbeaten, beaten] }),
        finding({ text: 'NegGen', difference: -0.2, interval: [-0.3, -0.1], verdict: 'worse' }),
      ],
      'Curated negatives: +0.004 [-0.010, +0.018] Recall@20 over the content baseline; no effect shown.\nAlso: DNS +0.024 over uniform (helps), Reader +0.024 (helps, but so does its placebo), Taste +0.024 (helps, but not shown to beat its placebo) and NegGen -0.200 (does harm).',
    ],
    [
      'a difference without an interval',
      [finding({ interval: null, speaksOf: null })],
      'Curated negatives: +0.0040 Recall@20 over the content baseline; no effect shown.',
    ],
    [
      'an interval that three digits would round away',
      [better({ difference: 0.0004, interval: [0.0001, 0.0007] })],
      'Curated negatives: +0.00040 [+0.00010, +0.00070] Recall@20 over the content baseline; it helps (shown for further worlds).',
    ],
    [
      'what only the correction for several hypotheses takes away',
      [finding({ difference: 0.014, interval: [0.001, 0.027] })],
      'Curated negatives: +0.014 [+0.001, +0.027] Recall@20 over the content baseline; no effect shown once corrected for the number of hypotheses.',
    ],
    [
      'no difference at all',
      [finding({ difference: 0, interval: [0, 0] })],
      'Curated negatives: 0.000 [0.000, 0.000] Recall@20 over the content baseline; no effect shown.',
    ],
  ])('tells of %s', (_, findings, sentence) => {
    expect(conclusionOf('Recall@20', findings)).toBe(sentence)
  })

  it('names six further hypotheses, and how many there are besides', () => {
    const many = Array.from({ length: 9 }, (_, place) => finding({ text: `H${place}` }))
    const sentence = conclusionOf('Recall@20', many)
    expect(sentence).toContain('H6 +0.004')
    expect(sentence).not.toContain('H7')
    expect(sentence).toMatch(/ and 2 more\.$/)
  })

  it('never claims an effect that is not shown', () => {
    const any = fc.record({
      difference: fc.double({ min: -1, max: 1, noNaN: true }),
      placebos: fc.subarray([alike, unbeaten, beaten, beatenToo]),
    })
    fc.assert(
      fc.property(any, (changes) => {
        expect(conclusionOf('NDCG@10', [finding(changes)])).toMatch(/; no effect shown\.$/)
      }),
    )
  })
})

describe('the sentence of an unfinished study', () => {
  it('says what is missing, and the difference so far without a verdict', () => {
    const missing = [
      { label: 'NegGen', missing: 2 },
      { label: 'LightGCN', missing: 1 },
    ]
    expect(unfinished('Recall@20', [better(), finding()], 12, missing)).toBe(
      'Nothing is concluded: of 12 trainings that are to be tested 3 are missing (NegGen: 2 and LightGCN: 1). So far, Curated negatives: +0.024 Recall@20 over the content baseline.',
    )
    const untested = finding({ difference: null, interval: null, speaksOf: null })
    expect(unfinished('Recall@20', [untested], 12, [{ label: 'NegGen', missing: 1 }])).toBe(
      'Nothing is concluded: of 12 trainings that are to be tested 1 is missing (NegGen: 1).',
    )
  })
})
