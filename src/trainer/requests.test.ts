import { expect, test } from 'vitest'
import { PauseRequested, Requests } from './requests.ts'

test('a pause aborts what looks at it', () => {
  const requests = new Requests()
  const before = requests.pause
  requests.requestPause()
  requests.requestPause()
  expect(before.aborted).toBe(true)
  expect(() => requests.pause.throwIfAborted()).toThrow(PauseRequested)
  expect(requests.stopped).toBe(false)
})

test('a stop takes back a pause that nobody has obeyed yet; a pause after it stands', () => {
  const requests = new Requests()
  requests.requestPause()
  requests.requestStop()
  expect([requests.stopped, requests.pause.aborted]).toEqual([true, false])
  requests.requestPause()
  expect([requests.stopped, requests.pause.aborted]).toEqual([true, true])
})
