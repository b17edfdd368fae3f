import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeQuestions, promptOf, readMerges } from './merge-question.ts'

const term = (text: string, count = 1) => ({ text, count })
const attribute = (text: string, values: readonly string[]) => ({
  ...term(text),
  values: values.map((value) => term(value)),
})
const numbered = (count: number) => Array.from({ length: count }, (_, at) => `value ${at}`)

describe('questions about merges', () => {
  it('ask for names at once, and for values where there are two', () => {
    const questions = mergeQuestions([attribute('color', ['red', 'blue']), attribute('size', ['big'])])
    expect(questions).toEqual([
      { attribute: null, terms: ['color', 'size'] },
      { attribute: 'color', terms: ['red', 'blue'] },
    ])
    expect(mergeQuestions([])).toEqual([])
  })

  it('have every value of an attribute in one of at most 60, the frequent ones in each', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 400 }), (count) => {
        const values = numbered(count)
        const questions = mergeQuestions([attribute('color', values)])
        expect(new Set(questions.flatMap(({ terms }) => terms))).toEqual(new Set(values))
        for (const { terms } of questions) {
          expect(terms.length).toBeLessThanOrEqual(60)
          expect(new Set(terms).size).toBe(terms.length)
          expect(terms).toContain('value 0')
        }
      }),
    )
  })

  it('are few, however many attributes there are', () => {
    const many = numbered(300).map((name) => attribute(name, ['red', 'blue']))
    expect(mergeQuestions(many)).toHaveLength(20)
  })

  it('say of which attribute the values are', () => {
    expect(promptOf({ attribute: 'color', terms: ['red', 'blue'] })).toContain('attribute "color"')
  })
})

describe('an answer about merges', () => {
  const question = { attribute: null, terms: ['hue', 'color'] }

  it('is read from whatever stands around it', () => {
    const said = '{"merges": [{"from": "hue", "into": "color", "reason": " the same\\n thing. "}]}'
    const merges = [{ from: 'hue', into: 'color', reason: 'the same thing' }]
    expect(readMerges(question, said)).toEqual(merges)
    expect(readMerges(question, `Sure:\n\`\`\`json\n${said}\n\`\`\``)).toEqual(merges)
  })

  it('merges nothing with itself', () => {
    expect(readMerges(question, '{"merges": [{"from": "hue", "into": "hue", "reason": "same"}]}')).toEqual([])
  })

  it('names nothing that was not asked for, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (content) => {
        const read = readMerges(question, content)
        if ('wrong' in read) expect(read.wrong).toMatch(/does not fit/)
        else
          for (const { from, into } of read)
            expect(question.terms).toEqual(expect.arrayContaining([from, into]))
      }),
    )
  })
})
