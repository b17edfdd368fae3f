import { MAX_THREADS, type Threads } from '#shared/training/config.ts'

/** What the setting can be: every number up to the cores, and the one that it is. */
export function threadOptions(cores: number, chosen: Threads): { value: string; label: string }[] {
  const numbers = Array.from({ length: Math.min(cores, MAX_THREADS) }, (_, at) => at + 1)
  if (chosen !== 'auto' && !numbers.includes(chosen)) numbers.push(chosen)
  return [
    { value: 'auto', label: `As many as cores (${cores})` },
    ...numbers.map((count) => ({ value: String(count), label: String(count) })),
  ]
}
