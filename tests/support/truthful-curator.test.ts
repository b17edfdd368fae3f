import { expect, it } from 'vitest'
import { ProposalId } from '#shared/contract/ids.ts'
import type { AttributeChange } from '#shared/contract/proposals.ts'
import { decideByTruth } from './truthful-curator.ts'

const change = (name: string, from: string, to: string): AttributeChange => ({
  name,
  from,
  to,
  modality: 'text',
  reason: 'the text says it',
})

const card = (...attributes: AttributeChange[]) => ({
  id: ProposalId.parse(1),
  proposed: { text: 'Blue mug\n\nNorvik sends it.', visual: '', attributes },
})

const KEY = new Set(['colour'])
const VALUES = { colour: 'red', brand: 'Pellin' }

it('accepts changes of key attributes, puts back those of nuisances, and rejects what is left without any', () => {
  const colour = change('colour', 'red', 'blue')
  const brand = change('brand', 'Pellin', 'Norvik')
  expect(decideByTruth(card(colour), KEY, VALUES)).toEqual({ verdict: 'accept', proposal: 1 })
  expect(decideByTruth(card(brand), KEY, VALUES)).toEqual({ verdict: 'reject', proposal: 1 })
  expect(decideByTruth(card(colour, brand), KEY)).toMatchObject({
    verdict: 'edit',
    content: { text: 'Blue mug\n\nPellin sends it.', attributes: [colour] },
  })
})

it('corrects old values that are named wrongly, and puts back the true ones', () => {
  const colour = change('colour', 'green', 'blue')
  const brand = change('brand', 'Hallen', 'Norvik')
  expect(decideByTruth(card(colour, brand), KEY, VALUES)).toMatchObject({
    verdict: 'edit',
    content: { text: 'Blue mug\n\nPellin sends it.', attributes: [{ ...colour, from: 'red' }] },
  })
  expect(decideByTruth(card(colour), KEY, VALUES)).toMatchObject({
    verdict: 'edit',
    content: { text: 'Blue mug\n\nNorvik sends it.', attributes: [{ ...colour, from: 'red' }] },
  })
})
