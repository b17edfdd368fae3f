import type { BackendsReport } from '#shared/contract/system.ts'
import { type BackendAvailability, obstacleToAuto } from '#shared/training/backends.ts'

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
  return backends.map((found) => {
    const state = stateOf(found, auto.name)
    const why = state === 'by-name' ? `used only when asked for by name: ${found.reason}` : found.reason
    return { name: found.name, state, device: found.device, why: sentence(why), remedy: found.remedy }
  })
}

function stateOf(found: BackendAvailability, taken: BackendsReport['auto']['name']): BackendState {
  if (!found.usable) return 'unusable'
  if (found.name === taken) return 'taken'
  return obstacleToAuto(found) === null ? 'usable' : 'by-name'
}

function sentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1).replace(/\.$/, '')}.`
}
