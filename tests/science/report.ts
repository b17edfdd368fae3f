import type { Result } from './trial.ts'
export function describeResults(results: readonly Result[]): string {
  return String(results.length)
}
