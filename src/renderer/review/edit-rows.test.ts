import { expect, it } from 'vitest'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { placeIn, rowsOf, toggled } from './edit-rows.ts'

const attribute = (name: string, from: string, to: string) =>
  ({ name, from, to, modality: 'text', reason: '' }) as const
const positive = { text: 'A red oak table', visual: '' }
const negative: NegativeContent = {
  text: 'A blue pine table',
  visual: '',
  attributes: [attribute('colour', 'red', 'blue'), attribute('wood', 'oak', 'pine')],
}

it('puts one attribute back and brings it back in its place', () => {
  const once = toggled(rowsOf(negative, negative), negative, positive, 0)
  expect(once.content.text).toBe('A red pine table')
  expect(once.content.attributes.map(({ name }) => name)).toEqual(['wood'])
  expect(placeIn(once.rows, 1)).toBe(0)
  const twice = toggled(once.rows, once.content, positive, 0)
  expect(twice.content).toEqual(negative)
})

it('knows what an opened edit has put back', () => {
  const { content } = toggled(rowsOf(negative, negative), negative, positive, 1)
  const opened = rowsOf(content, negative)
  expect(opened.map(({ attribute: { name }, isPutBack }) => [name, isPutBack])).toEqual([
    ['colour', false],
    ['wood', true],
  ])
  expect(toggled(opened, content, positive, 1).content).toEqual(negative)
})

it('keeps the places that the attributes had, so that a number means the same', () => {
  const { content } = toggled(rowsOf(negative, negative), negative, positive, 0)
  expect(rowsOf(content, negative).map(({ attribute: { name }, isPutBack }) => [name, isPutBack])).toEqual([
    ['colour', true],
    ['wood', false],
  ])
})

it('leaves everything as it is without such a row', () => {
  const rows = rowsOf(negative, negative)
  expect(toggled(rows, negative, positive, 7)).toEqual({ rows, content: negative })
})
