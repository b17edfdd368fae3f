import type { Snapshot } from './contract/snapshots.ts'

/** A snapshot's name as it is shown everywhere: what nobody reviewed says so. */
export function snapshotLabel({ name, which }: Pick<Snapshot, 'name' | 'which'>): string {
  return which === 'proposed' ? `${name} (uncurated)` : name
}
