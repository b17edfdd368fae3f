import { setImmediate } from 'node:timers/promises'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { AttributeChange, ProposalState } from '#shared/contract/proposals.ts'
import type { Reader } from './database.ts'
import { decodeAttributeChanges } from './stored-json.ts'

/** What a proposal changes, as it was proposed and as it stands after an edit (the same without one). */
export interface ProposedChanges {
  proposed: AttributeChange[]
  current: AttributeChange[]
  state: ProposalState
}

const PAGE = 1000

/** Of all proposals of a data set, in pages, without keeping the engine or the database to itself. */
export async function* walkProposedChanges(
  reader: Reader,
  dataset: DatasetId,
): AsyncGenerator<ProposedChanges[]> {
  for (let after = 0; ; ) {
    const rows = reader.all<{ id: number; attributes: string; state: ProposalState; edited: string | null }>(
      `SELECT s.id, s.attributes, s.state, s.edited_content -> '$.attributes' AS edited
       FROM genuine_proposal_state AS s
       WHERE s.dataset_id = :dataset AND s.id > :after
       ORDER BY s.id
       LIMIT ${PAGE}`,
      { dataset, after },
    )
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows.map(({ attributes, edited, state }) => {
      const proposed = decodeAttributeChanges(attributes)
      return { proposed, current: edited === null ? proposed : decodeAttributeChanges(edited), state }
    })
    after = last.id
    await setImmediate()
  }
}
