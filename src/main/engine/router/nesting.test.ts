import { expect, it } from 'vitest'
import { refuseNesting } from './nesting.ts'

function nested(levels: number): unknown {
  let value: unknown = 'x'
  for (let at = 0; at < levels; at++) value = at % 2 === 0 ? [value] : { value }
  return value
}

it('takes what a person can have meant', () => {
  for (const input of [undefined, null, 'text', 3, {}, nested(64)])
    expect(() => refuseNesting(input)).not.toThrow()
})

it('refuses what is nested without end, also where the stack would not do', () => {
  for (const levels of [65, 1_000_000]) {
    expect(() => refuseNesting(nested(levels))).toThrow('The input is nested more than 64 levels deep.')
  }
})
