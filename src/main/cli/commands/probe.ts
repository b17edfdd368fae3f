import type { RunId } from '#shared/contract/ids.ts'
import { UsageError } from '../failure.ts'
import type { Session } from '../session.ts'
import { figure } from '../terminal.ts'

export interface ProbeOptions {
  run: RunId
  user?: string
  item?: string
}

/** `probe`: what a score owes to each attribute of an item; or, without an item, what can be asked. */
export async function probe(session: Session, { run, user, item }: ProbeOptions): Promise<void> {
  if (user === undefined) {
    if (item !== undefined) throw new UsageError('--item needs --user, the id of a user.')
    return listUsers(session, run)
  }
  return item === undefined ? listItems(session, run, user) : showEffects(session, run, user, item)
}

async function listUsers({ client, output }: Session, run: RunId): Promise<void> {
  const { users } = await client.probes.choices({ run })
  output.rows(
    users.map((user) => ({ user })),
    { user: (row) => row.user },
    'The data set has no users.',
  )
}

async function listItems({ client, output }: Session, run: RunId, user: string): Promise<void> {
  const { items } = await client.probes.choices({ run, user })
  output.rows(
    items.map(({ externalId, title, split }) => ({ item: externalId, title, split: split ?? 'recommended' })),
    { item: (row) => row.item, title: (row) => row.title, split: (row) => row.split },
    'None of the items of this user has a proposal: generate negatives first.',
  )
}

async function showEffects(
  { client, output }: Session,
  run: RunId,
  user: string,
  item: string,
): Promise<void> {
  const { attributes } = await client.probes.effects({ run, user, item })
  output.rows(
    attributes.flatMap(({ effect: mean, effects }) =>
      effects.map(({ attribute, from, to, effect }) => ({ attribute, from, to, effect, mean })),
    ),
    {
      attribute: (row) => row.attribute,
      has: (row) => row.from,
      'instead of': (row) => row.to,
      effect: (row) => figure(row.effect) ?? '',
      'mean of the attribute': (row) => figure(row.mean) ?? '',
    },
    'No attribute could be exchanged.',
  )
}
