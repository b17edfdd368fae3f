import { describe, expect, it } from 'vitest'
import type { AuditMaterial } from './audit-kind.ts'
import { changedBackground } from './changed-background.ts'
import { disagreeingModalities } from './disagreeing-modalities.ts'
import { otherItemsText } from './other-items-text.ts'
import { AUDIT_KINDS } from './registry.ts'
import { unchangedText } from './unchanged-text.ts'

const MUG: AuditMaterial = {
  positive: { text: 'Red mug', visual: 'A red mug on a plain white background, seen from above.' },
  proposed: {
    text: 'Blue mug',
    visual: 'A blue mug on a plain white background, seen from above.',
    attributes: [{ name: 'colour', from: 'red', to: 'blue', modality: 'both', reason: 'people look for it' }],
  },
  otherText: 'Oak table',
}

it('has kinds of different names', () => {
  expect(new Set(AUDIT_KINDS.map(({ name }) => name)).size).toBe(AUDIT_KINDS.length)
})

it('makes none that is what was proposed', () => {
  for (const kind of AUDIT_KINDS) expect(kind.make(MUG)).not.toEqual(MUG.proposed)
})

it('unchanged text claims the changes and makes none', () => {
  expect(unchangedText.make(MUG)).toEqual({ ...MUG.positive, attributes: MUG.proposed.attributes })
})

describe('another item’s text', () => {
  it('stands beside the picture that was proposed', () => {
    expect(otherItemsText.make(MUG)).toEqual({ ...MUG.proposed, text: 'Oak table' })
  })

  it('cannot be made in a data set of one item', () => {
    expect(otherItemsText.make({ ...MUG, otherText: null })).toBeNull()
  })
})

describe('a changed background', () => {
  it('changes that alone, and says so', () => {
    expect(changedBackground.make(MUG)).toMatchObject({
      text: 'Red mug',
      visual: 'A red mug on a wooden table, seen from above.',
      attributes: [
        { name: 'background', from: 'plain white background', to: 'wooden table', modality: 'image' },
      ],
    })
  })

  it('is never what it was', () => {
    const visual = 'A lamp in front of the wooden table'
    const made = changedBackground.make({ ...MUG, positive: { text: 'Lamp', visual } })
    expect(made?.visual).toBe('A lamp in front of a light grey background')
  })

  it('cannot be made where nothing is said of one', () => {
    expect(changedBackground.make({ ...MUG, positive: { text: 'Mug', visual: 'A red mug.' } })).toBeNull()
  })
})

describe('disagreeing modalities', () => {
  it('leave the picture as it was', () => {
    expect(disagreeingModalities.make(MUG)).toEqual({ ...MUG.proposed, visual: MUG.positive.visual })
  })

  it('cannot be made where the picture shows nothing of what changed', () => {
    const { proposed } = MUG
    const attributes = proposed.attributes.map((one) => ({ ...one, modality: 'text' as const }))
    expect(disagreeingModalities.make({ ...MUG, proposed: { ...proposed, attributes } })).toBeNull()
  })
})
