import { expect, it } from 'vitest'
import { fitsScript, scriptOf } from './script.ts'

it.each([
  ['Red mug, 2 l', 'Latin'],
  ['كوب أحمر IKEA', 'Arabic'],
  ['Красная кружка', 'Cyrillic'],
  ['赤いマグカップ', 'Han'],
  ['12 / 34', null],
])('takes the script of most letters: %s', (text, script) => {
  expect(scriptOf(text)).toBe(script)
})

it('lets words stand where their script is the one of the text', () => {
  expect(fitsScript('red', 'كوب أحمر')).toBe(false)
  expect(fitsScript('أزرق', 'كوب أحمر')).toBe(true)
  expect(fitsScript('42', 'كوب أحمر')).toBe(true)
})
