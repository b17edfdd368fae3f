import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

/** Who may use an engine that listens on a port: clients that know its token, from its own pages. */
export interface Access {
  token: string
  port: number
  /** Names and addresses, besides the loopback ones, under which the engine was asked to listen. */
  hosts: ReadonlySet<string>
}

export type Admission =
  | { kind: 'admitted' }
  /** The token came in the address: keep it in a cookie and redirect without it. */
  | { kind: 'entered'; cookie: string }
  | { kind: 'refused'; status: 401 | 403; sentence: string }

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]'])

/**
 * Decides on a request before anything else looks at it. The Host check stops DNS rebinding, the checks
 * of Origin and Sec-Fetch-Site stop other pages of the same browser, the token stops other users of the
 * same machine.
 */
export function admit(request: { url: string; headers: IncomingHttpHeaders }, access: Access): Admission {
  const { host, origin, 'sec-fetch-site': site } = request.headers
  if (host === undefined || !isOwnHost(host, access)) {
    return refused(403, 'This address is not the one that the studio listens on.')
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) {
    return refused(403, 'The studio answers only its own pages.')
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    return refused(403, 'The studio answers only its own pages. Type its address, or paste it.')
  }
  const url = new URL(request.url, 'http://studio')
  const offered = url.pathname === '/' ? url.searchParams.get('token') : null
  if (offered !== null && isToken(offered, access)) {
    return {
      kind: 'entered',
      cookie: `${cookieName(access)}=${access.token}; Path=/; HttpOnly; SameSite=Strict`,
    }
  }
  const known = bearer(request.headers.authorization) ?? cookie(request.headers.cookie, cookieName(access))
  if (known !== undefined && isToken(known, access)) return { kind: 'admitted' }
  return refused(
    401,
    'Open the studio with the address that it printed when it started; it ends in ?token=….',
  )
}

function refused(status: 401 | 403, sentence: string): Admission {
  return { kind: 'refused', status, sentence }
}

function isOwnHost(header: string, access: Access): boolean {
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d+))?$/i.exec(header)
  const name = match?.[1]?.toLowerCase()
  if (name === undefined) return false
  // Through a tunnel (ssh -L) a loopback name may carry another port; no foreign page can have one.
  if (LOOPBACK.has(name)) return true
  return access.hosts.has(name) && Number(match?.[2] ?? 80) === access.port
}

/** Cookies do not tell ports apart, and two studios may run on one machine. */
function cookieName(access: Access): string {
  return `studio-${access.port}`
}

function isToken(offered: string, access: Access): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(offered), digest(access.token))
}

function bearer(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer (\S+)$/.exec(header)?.[1]
}

function cookie(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}
