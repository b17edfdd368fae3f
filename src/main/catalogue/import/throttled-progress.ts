import type { ImportProgress } from '#shared/contract/imports.ts'
import type { Publish } from '#shared/contract/system.ts'

export type ReportProgress = (phase: ImportProgress['phase'], done: number, total: number) => void

const INTERVAL = 100

/** Tells the windows how far an import is: every phase once, and in between ten times a second. */
export function throttledProgress(name: string, publish: Publish): ReportProgress {
  let lastPhase: ImportProgress['phase'] | undefined
  let lastAt = 0
  return (phase, done, total) => {
    const now = performance.now()
    if (phase === lastPhase && now - lastAt < INTERVAL) return
    lastPhase = phase
    lastAt = now
    publish({ topic: 'import', progress: { name, phase, done, total } })
  }
}
