/** Wrong codes and tokens of one address that cost nothing: a person mistypes. */
const FREE_TRIES = 5
const FIRST_WAIT = 1000
const LONGEST_WAIT = 5 * 60_000
/** An address that tried nothing wrong for so long starts afresh. */
const FORGET_AFTER = 15 * 60_000
const ADDRESSES_REMEMBERED = 10_000

/** Slows down who guesses: after some wrong tries each further one doubles the time in which the address is not heard. */
export class WrongTries {
  readonly #now: () => number
  readonly #byAddress = new Map<string, { count: number; last: number; until: number }>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Whole seconds until the address is heard again; 0 where it is. */
  wait(address: string): number {
    const known = this.#byAddress.get(networkOf(address))
    return known === undefined ? 0 : Math.max(0, Math.ceil((known.until - this.#now()) / 1000))
  }

  count(address: string): void {
    const key = networkOf(address)
    const now = this.#now()
    const before = this.#byAddress.get(key)
    const count = before === undefined || now - before.last > FORGET_AFTER ? 1 : before.count + 1
    const wait = count <= FREE_TRIES ? 0 : Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (count - FREE_TRIES - 1))
    // Set anew, so that the map's order is that of the newest tries.
    this.#byAddress.delete(key)
    this.#byAddress.set(key, { count, last: now, until: now + wait })
    const oldest = this.#byAddress.keys().next()
    if (this.#byAddress.size > ADDRESSES_REMEMBERED && !oldest.done) this.#byAddress.delete(oldest.value)
  }

  forget(address: string): void {
    this.#byAddress.delete(networkOf(address))
  }
}

/** An IPv6 host has 2^64 addresses of its own, which count as one. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return mapped
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::', 2)
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}
