import type { RunId } from '#shared/contract/ids.ts'
import type { Session } from '../session.ts'
import { followRun } from './follow-run.ts'

/**
 * `resume`: continues a run that was paused, crashed or failed after a checkpoint, and says what `train` says.
 * Epochs that were reported before are not reported again.
 */
export async function resume(session: Session, { run }: { run: RunId }): Promise<void> {
  const { client, output } = session
  const resumed = await client.runs.resume({ run })
  output.message(
    resumed.epoch === 0
      ? `Going on with run ${run}, ${resumed.name}.`
      : `Going on with run ${run}, ${resumed.name}, which has ${resumed.epoch} epochs behind it.`,
  )
  await followRun(session, run, resumed.epoch)
}
