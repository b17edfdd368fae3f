import { describe, expect, it } from 'vitest'
import { ItemId } from '#shared/contract/ids.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import type { TryoutQuestion } from '#shared/contract/tryouts.ts'
import { continued, isCurrent, NOTHING_TRIED, standing, type TryoutWish, without } from './tryout-state.ts'

const ORDER: TemplateKind[] = ['describe', 'attributes', 'values']
const WISH: TryoutWish = {
  item: ItemId.parse(1),
  generator: 'ollama',
  settings: { model: 'seer', attributes: 2 },
  seed: 1,
  advice: false,
  drafts: {},
}

function said(step: TemplateKind, usable = true) {
  const question: TryoutQuestion = {
    step,
    system: '',
    prompt: '',
    picture: false,
    estimatedTokens: 1,
    complaint: null,
    answer: '{}',
    violation: usable ? null : 'No.',
    promptTokens: 1,
    answerTokens: 1,
    milliseconds: 1,
  }
  const { answer, promptTokens, answerTokens, milliseconds } = question
  const usual = { step, template: null, milliseconds, promptTokens, answerTokens, answers: [answer] }
  return {
    questions: [question],
    answered: usable ? [usual] : [],
    outcome: usable
      ? ({ state: 'answered' } as const)
      : ({ state: 'failed', message: 'No.', retry: null } as const),
  }
}

const asked = (wish: TryoutWish, ...steps: TemplateKind[]) =>
  steps.reduce((tried, step) => continued(tried, wish, ORDER, said(step)), NOTHING_TRIED)
const stands = (tried: typeof NOTHING_TRIED, wish: TryoutWish) =>
  standing(tried, wish, ORDER).map(({ step }) => step)

describe('answers of a trial', () => {
  const all = asked(WISH, ...ORDER)

  it('stand as long as nothing that they depend on changes', () => {
    expect(stands(all, WISH)).toEqual(ORDER)
    expect(isCurrent(all, WISH)).toBe(true)
    expect(stands(all, { ...WISH, settings: { ...WISH.settings, model: 'other' } })).toEqual([])
    expect(stands(all, { ...WISH, seed: 2 })).toEqual([])
  })

  it('stand before the step whose text changes', () => {
    const drafted = { ...WISH, drafts: { values: { system: '', prompt: 'New' } } }
    expect(stands(all, drafted)).toEqual(['describe', 'attributes'])
    expect(isCurrent(all, drafted)).toBe(false)
    expect(stands(all, { ...WISH, settings: { ...WISH.settings, attributes: 3 } })).toEqual(['describe'])
    const again = continued(all, drafted, ORDER, said('values'))
    expect(stands(again, drafted)).toEqual(ORDER)
    expect(again.steps).toHaveLength(3)
  })

  it('do not stand where no answer could be used, and are shown', () => {
    const failed = continued(asked(WISH, 'describe'), WISH, ORDER, said('attributes', false))
    expect(stands(failed, WISH)).toEqual(['describe'])
    expect(failed.steps.map(({ step }) => step)).toEqual(['describe', 'attributes'])
  })

  it('go from a step on, to be asked again', () => {
    expect(stands(without(all, ORDER, 'attributes'), WISH)).toEqual(['describe'])
    expect(stands(without(all, ORDER, 'mask'), WISH)).toEqual([])
  })
})
