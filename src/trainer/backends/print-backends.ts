import { z } from 'zod'
import type { BackendReport } from '#shared/training/backends.ts'
import { BackendName } from '#shared/training/config.ts'
import { TrainingFailure } from '../failure.ts'
import { lookAt } from './candidates.ts'

/**
 * Writes a BackendReport to standard output, as one line. A native backend may end the process on the way.
 * @param names of backends; all if empty
 * @throws TrainingFailure for a name that is none
 */
export async function printBackends(names: readonly string[]): Promise<void> {
  const parsed = z.array(BackendName).safeParse(names)
  if (!parsed.success) {
    throw new TrainingFailure(
      `"${names.join(' ')}" does not name backends.`,
      `There are ${BackendName.options.join(', ')}.`,
    )
  }
  const report: BackendReport = { backends: [] }
  for (const name of names.length === 0 ? BackendName.options : parsed.data) {
    report.backends.push(await lookAt(name))
  }
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(report)}\n`, resolve))
}
