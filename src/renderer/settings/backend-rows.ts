import type { BackendsReport } from '#shared/contract/system.ts'
import { type BackendAvailability, obstacleToAuto } from '#shared/training/backends.ts'
import { MOST_THREADS, type Threads } from '#shared/training/config.ts'

/** How a backend stands: what `auto` takes, fit for it, only for those who name it, or out of use. */
export type BackendState = 'taken' | 'usable' | 'by-name' | 'unusable'

export interface BackendRow {
  readonly name: BackendAvailability['name']
  readonly state: BackendState
  readonly device: string | null
  /** In sentences. */
  readonly why: string
  readonly remedy: string | null
}

/** The report as a person reads it, in its order. */
export function backendRows({ backends, auto }: BackendsReport): BackendRow[] {
  return backends.map((found) => ({
    name: found.name,
    state: stateOf(found, auto.name),
    device: found.device,
    why: sentence(obstacleToAuto(found) ?? found.reason),
    remedy: found.remedy,
  }))
}

function stateOf(found: BackendAvailability, taken: BackendsReport['auto']['name']): BackendState {
  if (!found.usable) return 'unusable'
  if (found.name === taken) return 'taken'
  return obstacleToAuto(found) === null ? 'usable' : 'by-name'
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1).replace(/\.$/, '')}.`
}

/** What the setting can be: every number up to the cores, and the one that it is. */
export function threadOptions(cores: number, chosen: Threads): { value: string; label: string }[] {
  const numbers = Array.from({ length: Math.min(cores, MOST_THREADS) }, (_, at) => at + 1)
  if (chosen !== 'auto' && !numbers.includes(chosen)) numbers.push(chosen)
  return [
    { value: 'auto', label: `As many as cores (${cores})` },
    ...numbers.map((count) => ({ value: String(count), label: String(count) })),
  ]
}
