import type { SessionId } from '#shared/contract/access.ts'
import type { Annotator } from '#shared/contract/ids.ts'
import type { Session } from '../session.ts'

/** `serve --url`: a fresh address that lets one browser in. */
export async function printInvitation({ client, output }: Session): Promise<void> {
  const invitation = await client.access.invite()
  output.result(invitation, () => invitation.url)
}

/** `serve --list-sessions`: the browsers that are let in. */
export async function listSessions({ client, output }: Session): Promise<void> {
  output.rows(
    await client.access.sessions(),
    {
      id: ({ id }) => id,
      who: ({ role, name }) => name ?? role,
      address: ({ host }) => host,
      from: ({ from }) => from,
      used: ({ usedAt }) => minute(usedAt),
      ends: ({ expiresAt }) => minute(expiresAt),
      browser: ({ browser }) => browser.slice(0, 60),
    },
    'No browser is let in.',
  )
}

/** `serve --revoke`: ends a session, or all. */
export async function revokeSessions({ client, output }: Session, session: SessionId | 'all'): Promise<void> {
  const { revoked } = await client.access.revoke({ session })
  output.result({ revoked }, () => `${revoked} ended.`)
}

/** `curators list`. */
export async function listCurators({ client, output }: Session): Promise<void> {
  output.rows(
    await client.access.curators(),
    {
      name: ({ name }) => name,
      added: ({ addedAt }) => minute(addedAt),
      sessions: ({ sessions }) => sessions,
      used: ({ usedAt }) => (usedAt === null ? null : minute(usedAt)),
    },
    'No curator has a token.',
  )
}

/** `curators add`: a token for somebody who reviews, told this once. */
export async function addCurator({ client, output }: Session, name: Annotator): Promise<void> {
  const added = await client.access.addCurator({ name })
  output.result(added, () => added.token)
  output.message(
    `This is the token of ${added.name}, told this once: give it to nobody else. It is pasted into the page at ${
      added.url ?? 'the address of `studio serve`'
    }.`,
  )
}

/** `curators remove`: the token opens nothing any more. */
export async function removeCurator({ client, output }: Session, name: Annotator): Promise<void> {
  const { removed } = await client.access.removeCurator({ name })
  output.result({ removed }, () => `${name} is let in no more; decisions keep the name.`)
}

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ')
}
