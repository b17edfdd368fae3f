import { describe, expect, it } from 'vitest'
import { countOf, formatBytes, formatSeconds, formatShare } from './format.ts'

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [1.9e9, '1.9 GB'],
    [33e9, '33 GB'],
    [5e15, '5000 TB'],
  ])('%d bytes are %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text))
})

describe('formatSeconds', () => {
  it.each([
    [0.25, '250 ms'],
    [4.4, '4 s'],
    [60, '1 min'],
    [200, '3 min 20 s'],
    [3599.7, '1 h'],
    [7500, '2 h 5 min'],
    [3605, '1 h'],
    [273_600, '3 d 4 h'],
  ])('%d seconds are %s', (seconds, text) => expect(formatSeconds(seconds)).toBe(text))
})

describe('formatShare', () => {
  it.each([
    [0, '0 %'],
    [0.374, '37 %'],
    [0.0498, '5.0 %'],
    [0.0008, '0.08 %'],
  ])('%d is %s', (share, text) => expect(formatShare(share)).toBe(text))
})

describe('countOf', () => {
  it('formats one and many', () => {
    expect(countOf(1, 'item')).toBe('1 item')
    expect(countOf(12_000, 'item')).toBe('12,000 items')
    expect(countOf(0, 'category', 'categories')).toBe('0 categories')
  })
})
