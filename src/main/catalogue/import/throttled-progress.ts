import type { ImportProgress } from '#shared/contract/imports.ts'
import type { Publish } from '#shared/contract/system.ts'

export type ReportProgress = (phase: ImportProgress['phase'], done: number, total: number) => void

/** Tells the windows how far an import is: every phase once, and in between ten times a second. */
export function throttledProgress(name: string, publish: Publish): ReportProgress {
  return throttled(100, (phase, done, total) =>
    publish({ topic: 'import', progress: { name, phase, done, total } }),
  )
}

/** Passes on the beginning of every phase, and what comes so many milliseconds later at the earliest. */
export function throttled(milliseconds: number, report: ReportProgress): ReportProgress {
  let lastPhase: ImportProgress['phase'] | undefined
  let lastAt = 0
  return (phase, done, total) => {
    const now = performance.now()
    if (phase === lastPhase && now - lastAt < milliseconds) return
    lastPhase = phase
    lastAt = now
    report(phase, done, total)
  }
}
