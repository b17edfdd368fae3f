import fc from 'fast-check'
import { expect, it } from 'vitest'
import { networkOf, WrongTries } from './wrong-tries.ts'

it('forgives a few wrong tries, then makes each wait twice as long, up to five minutes', () => {
  let now = 0
  const tries = new WrongTries(() => now)
  const waits: number[] = []
  for (let at = 0; at < 20; at++) {
    tries.count('10.0.0.1')
    const wait = tries.wait('10.0.0.1')
    waits.push(wait)
    now += wait * 1000
  }
  expect(waits.slice(0, 8)).toEqual([0, 0, 0, 0, 0, 1, 2, 4])
  expect(Math.max(...waits)).toBe(300)
  expect(tries.wait('10.0.0.2')).toBe(0)
})

it('starts afresh after a success, and after a quarter of an hour', () => {
  let now = 0
  const tries = new WrongTries(() => now)
  const fail = () => {
    for (let at = 0; at < 7; at++) tries.count('10.0.0.1')
  }
  fail()
  expect(tries.wait('10.0.0.1')).toBe(2)
  tries.forget('10.0.0.1')
  expect(tries.wait('10.0.0.1')).toBe(0)
  fail()
  now += 16 * 60_000
  tries.count('10.0.0.1')
  expect(tries.wait('10.0.0.1')).toBe(0)
})

it('remembers a bounded number of addresses, the newest', () => {
  const tries = new WrongTries(() => 0)
  for (let at = 0; at < 6; at++) tries.count('first')
  for (let at = 0; at < 10_000; at++) tries.count(`host-${at}`)
  expect(tries.wait('first')).toBe(0)
})

it('counts all addresses of one IPv6 network as one, and of no two networks', () => {
  expect(networkOf('::ffff:10.0.0.1')).toBe('10.0.0.1')
  expect(networkOf('fe80::1%eth0')).toBe(networkOf('fe80:0:0:0:a:b:c:d'))
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
  const group = fc.integer({ min: 0, max: 0xffff }).map((value) => value.toString(16))
  const groups = (count: number) => fc.array(group, { minLength: count, maxLength: count })
  fc.assert(
    fc.property(groups(4), groups(4), groups(4), (network, host, other) => {
      expect(networkOf([...network, ...host].join(':'))).toBe(networkOf([...network, ...other].join(':')))
      const sameNetwork = network.join() === other.join()
      expect(networkOf([...network, ...host].join(':')) === networkOf([...other, ...host].join(':'))).toBe(
        sameNetwork,
      )
    }),
  )
})
