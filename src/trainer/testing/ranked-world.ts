import { Interactions } from '../data/interactions.ts'

/** Three users, six items; user 0 has item 1. */
export const training = Interactions.fromPairs(Int32Array.of(0, 1, 1, 0, 1, 2, 2, 5), 3, 6)

/** [3, 2] and [6, 2]. Integers, so that every backend computes the same scores; items 2 and 4 are equal to all. */
export const users = Float32Array.of(1, 0, 0, 1, 1, 1)
export const items = Float32Array.of(1, 4, 6, 6, 3, 3, 2, 5, 3, 3, 5, 1)

/** What these vectors score. */
export function scoreOf(user: number, item: number): number {
  return [0, 1].reduce((sum, d) => sum + (users[2 * user + d] ?? 0) * (items[2 * item + d] ?? 0), 0)
}

/** `count` pairs of the users in turn, each with a positive item. */
export function pairsOf(count: number): { users: Int32Array; positives: Int32Array } {
  const someUsers = Int32Array.from({ length: count }, (_, pair) => pair % 3)
  return {
    users: someUsers,
    positives: someUsers.map((user, pair) => [1, pair % 2 === 0 ? 0 : 2, 5][user] ?? 0),
  }
}

/** Pairs of user 0 alone. */
export function pairsOfOneUser(count: number): { users: Int32Array; positives: Int32Array } {
  return { users: new Int32Array(count), positives: new Int32Array(count).fill(1) }
}
