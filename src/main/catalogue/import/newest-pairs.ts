import type { InteractionLog } from '../readers/interactions.ts'
import { allRows, eachGroup, rowsByKey, timeOrOldest } from './by-key.ts'

type Columns = Pick<InteractionLog, 'count' | 'users' | 'items' | 'user' | 'item' | 'timestamp'>

/**
 * Which rows of the log stay when every pair of user and item may occur once: the newest one, and of equally
 * old ones the last in the file.
 *
 * @param onDuplicate gets the row that goes and the row that stays
 * @returns ascending rows of the log
 */
export function newestPairs(log: Columns, onDuplicate: (row: number, newest: number) => void): Int32Array {
  const rows = allRows(log.count)
  const gone = new Uint8Array(log.count)
  const newestOfItem = new Int32Array(log.items.length).fill(-1)
  const age = (row: number) => timeOrOldest(log.timestamp[row])
  for (const own of eachGroup(rowsByKey(rows, log.user, log.users.length))) {
    let duplicates = 0
    for (const row of own) {
      const item = log.item[row] ?? 0
      const before = newestOfItem[item] ?? -1
      if (before >= 0) {
        duplicates++
        const older = age(row) >= age(before) ? before : row
        gone[older] = 1
        if (older === row) continue
      }
      newestOfItem[item] = row
    }
    if (duplicates > 0) {
      for (const row of own) if (gone[row] === 1) onDuplicate(row, newestOfItem[log.item[row] ?? 0] ?? -1)
    }
    for (const row of own) newestOfItem[log.item[row] ?? 0] = -1
  }
  return rows.filter((row) => gone[row] === 0)
}
