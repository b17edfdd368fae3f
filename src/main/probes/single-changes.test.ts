import { expect, it } from 'vitest'
import { singleChanges } from './single-changes.ts'

const TEXT = 'Oak table\n\nAn oak table in a rustic style, by Umbra.'
const proposal = {
  visual: 'A brown table of oak.',
  attributes: [
    { name: 'material', from: 'oak', to: 'steel' },
    { name: 'style', from: 'rustic', to: 'modern' },
  ],
}

it('changes one attribute at a time, wherever its value stands', () => {
  expect(singleChanges(TEXT, [proposal])).toEqual({
    changes: [
      {
        ...{ attribute: 'material', from: 'oak', to: 'steel' },
        text: 'Steel table\n\nA steel table in a rustic style, by Umbra.',
        visual: 'A brown table of steel.',
      },
      {
        ...{ attribute: 'style', from: 'rustic', to: 'modern' },
        text: 'Oak table\n\nAn oak table in a modern style, by Umbra.',
        visual: 'A brown table of oak.',
      },
    ],
    notFound: [],
  })
})

it('counts the same exchange once, however it is spelt, and another value as another change', () => {
  const again = { visual: 'Oak.', attributes: [{ name: 'Material', from: 'Oak', to: 'Steel' }] }
  const other = { visual: 'Oak.', attributes: [{ name: 'material', from: 'oak', to: 'glass' }] }
  const { changes } = singleChanges(TEXT, [proposal, again, other])
  expect(changes.map(({ to }) => to)).toEqual(['steel', 'modern', 'glass'])
})

it('names values that stand nowhere, and leaves out what is no change', () => {
  const odd = {
    visual: '',
    attributes: [
      { name: 'feature', from: 'foldable', to: 'fixed' },
      { name: 'style', from: 'rustic', to: 'Rustic' },
    ],
  }
  expect(singleChanges(TEXT, [odd])).toEqual({ changes: [], notFound: ['feature: foldable'] })
})
