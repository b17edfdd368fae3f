import { openWorkspace } from '#main/store/workspace.ts'
import { type PlaceMessage, PlaceTask } from './place-messages.ts'
import { preparePlace } from './prepared-place.ts'
import { RunInputs } from './run-inputs.ts'
import { trainTrial } from './train-trial.ts'

/** Entry of the process that works at one place, built as the application is: what is trained is what ships. */
process.once('message', async (raw) => {
  await workAt(PlaceTask.parse(raw), (message) => process.send?.(message))
  process.disconnect()
})
process.on('disconnect', () => process.exit())

/** Trains the trials of one place, one after the other; one that fails does not end the others. */
async function workAt(task: PlaceTask, tell: (message: PlaceMessage) => void): Promise<void> {
  const began = performance.now()
  const prepared = await preparePlace(task.place, task)
  tell({ type: 'prepared', seconds: (performance.now() - began) / 1000 })
  const workspace = openWorkspace(task.folder)
  try {
    const inputs = new RunInputs(workspace, prepared.dataset)
    for (const trial of task.trials) {
      try {
        tell({ type: 'result', result: await trainTrial(trial, inputs, prepared) })
      } catch (error) {
        const message = error instanceof Error ? (error.stack ?? error.message) : String(error)
        tell({ type: 'failed', arm: trial.arm, message })
      }
    }
  } finally {
    workspace.database.close()
  }
}
