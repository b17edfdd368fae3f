import { describe, expect, it } from 'vitest'
import { threadOptions } from './thread-options.ts'

describe('threads for training', () => {
  it('go from one to the cores', () => {
    expect(threadOptions(3, 'auto').map(({ value }) => value)).toEqual(['auto', '1', '2', '3'])
    expect(threadOptions(3, 2)).toHaveLength(4)
    expect(threadOptions(256, 'auto')).toHaveLength(65)
  })

  it('keep a number that another machine with more cores had', () => {
    expect(threadOptions(2, 16).map(({ value }) => value)).toEqual(['auto', '1', '2', '16'])
  })
})
