import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { GuestList } from './guest-list.ts'
import { outerOrigin, type WebAddress } from './web-address.ts'

/** How long a printed address lets a browser in. */
export const INVITATION_MILLISECONDS = 15 * 60_000

/** The contract's section `access`. */
export function createAccessService({ guests, web }: { guests: GuestList; web: WebAddress | null }) {
  return {
    me: (_, { caller }) => ({
      role: caller.role,
      name: caller.role === 'curator' ? caller.name : null,
      session: caller.session,
      remote: caller.remote,
    }),
    leave: (_, { caller }) => {
      if (caller.session === null) return { left: false }
      guests.revoke(caller.session)
      return { left: true }
    },
    invite: () => {
      if (web === null) {
        throw new ExpectedError('CONFLICT', 'No browser can come in: this studio is not in browser mode.', {
          retry: 'Start it with `studio serve`.',
        })
      }
      const { code, expiresAt } = guests.issueCode(INVITATION_MILLISECONDS)
      return { url: invitation(outerOrigin(web), code), expiresAt }
    },
    sessions: () => guests.sessions(),
    revoke: ({ session }) => ({ revoked: guests.revoke(session) }),
    curators: () => guests.curators(),
    addCurator: ({ name }) => ({
      name,
      token: guests.addCurator(name),
      url: web === null ? null : `${outerOrigin(web)}/`,
    }),
    removeCurator: ({ name }) => {
      guests.removeCurator(name)
      return { removed: true }
    },
  } satisfies Service<'access'>
}

/** The address that lets a browser in, once. */
export function invitation(origin: string, code: string): string {
  return `${origin}/?code=${code}`
}
