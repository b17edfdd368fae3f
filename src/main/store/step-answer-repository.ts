import type { ItemId, JobId } from '#shared/contract/ids.ts'
import { StepProvenance } from '#shared/contract/proposals.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

/** What was answered to a step of an item that is still worked on; null where nothing was. */
export function readStepAnswer(
  reader: Reader,
  job: JobId,
  item: ItemId,
  step: TemplateKind,
): StepProvenance | null {
  const row = reader.get<{ provenance: string }>(
    'SELECT provenance FROM step_answer WHERE job_id = :job AND item_id = :item AND step = :step',
    { job, item, step },
  )
  return row === undefined ? null : decodeJson(StepProvenance, row.provenance)
}

/**
 * Keeps an answer for as long as the item is worked on, and counts its attempts anew, since it has come further. Nothing
 * where the engine does not hold the item any more.
 */
export function keepStepAnswer(
  writer: Writer,
  job: JobId,
  item: ItemId,
  instance: string,
  answer: StepProvenance,
): void {
  const held = `job_id = :job AND item_id = :item AND state = 'leased' AND lease = :instance`
  writer.transaction(() => {
    writer.run(
      `INSERT OR REPLACE INTO step_answer (job_id, item_id, step, provenance)
       SELECT job_id, item_id, :step, :provenance FROM job_item WHERE ${held}`,
      { job, item, instance, step: answer.step, provenance: JSON.stringify(answer) },
    )
    writer.run(`UPDATE job_item SET attempts = 1 WHERE ${held}`, { job, item, instance })
  })
}

/** For the end of an item, in its transaction. */
export function removeStepAnswers(writer: Writer, job: JobId, item: ItemId): void {
  writer.run('DELETE FROM step_answer WHERE job_id = :job AND item_id = :item', { job, item })
}

/** For the end of a job whose items are worked on no more, in its transaction. */
export function removeStepAnswersOfJob(writer: Writer, job: JobId): void {
  writer.run('DELETE FROM step_answer WHERE job_id = :job', { job })
}
