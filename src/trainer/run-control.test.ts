import { expect, test } from 'vitest'
import { PauseRequested, RunControl } from './run-control.ts'

test('a pause aborts what looks at it', () => {
  const control = new RunControl()
  const before = control.pause
  control.requestPause()
  control.requestPause()
  expect(before.aborted).toBe(true)
  expect(() => control.pause.throwIfAborted()).toThrow(PauseRequested)
  expect(control.stopped).toBe(false)
})

test('a stop takes back a pause that was not obeyed yet; a pause after it stands', () => {
  const control = new RunControl()
  control.requestPause()
  control.requestStop()
  expect([control.stopped, control.pause.aborted]).toEqual([true, false])
  control.requestPause()
  expect([control.stopped, control.pause.aborted]).toEqual([true, true])
})
