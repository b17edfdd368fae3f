import type { IncomingMessage } from 'node:http'
import { isLoopback, namesOf, type WebAddress } from './web-address.ts'

/** What a request tells of where it comes from, once it is known to be meant for the studio. */
export interface RequestOrigin {
  /** The name and port that the browser knows the studio by. */
  host: string
  /** Whether the browser reached it by https, here or at the proxy. */
  secure: boolean
  /** From another machine, as far as can be seen. */
  remote: boolean
  /** The client's address. */
  address: string
}

export type OriginCheck = { kind: 'own'; origin: RequestOrigin } | { kind: 'foreign'; sentence: string }

type Incoming = Pick<IncomingMessage, 'headers' | 'method' | 'url'> & {
  socket: { remoteAddress?: string | undefined; localAddress?: string | undefined }
}

const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]'])
const FORWARDING = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'] as const

/**
 * Whether a request is meant for the studio and comes from its own pages. The Host check stops DNS rebinding, the checks of Origin and
 * Sec-Fetch-Site stop other pages of the same browser.
 *
 * @param entering the address carries a one-time code, which a file or a mail may link to: what it does, it does once, for whoever
 *   has the code
 */
export function checkOrigin(request: Incoming, web: WebAddress, entering: boolean): OriginCheck {
  const { host, origin, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = request.headers
  const reached = host === undefined ? null : reachedBy(host.toLowerCase(), web)
  if (reached === null) return foreign('This address is not the one that the studio listens on.')
  if (origin !== undefined && origin.toLowerCase() !== `${reached.scheme}://${reached.host}`) {
    return foreign('The studio answers only its own pages.')
  }
  const followed = entering && request.method === 'GET' && mode === 'navigate'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !followed) {
    return foreign('The studio answers only its own pages. Type its address, or paste it.')
  }
  return {
    kind: 'own',
    origin: {
      host: reached.host,
      secure: reached.scheme === 'https',
      remote: reached.proxied || isRemote(request),
      address: clientAddress(request, web),
    },
  }
}

function foreign(sentence: string): OriginCheck {
  return { kind: 'foreign', sentence }
}

function reachedBy(
  host: string,
  web: WebAddress,
): { scheme: WebAddress['scheme']; host: string; proxied: boolean } | null {
  if (web.publicUrl !== null && host === web.publicUrl.host) {
    return { scheme: web.publicUrl.protocol === 'https:' ? 'https' : 'http', host, proxied: true }
  }
  const match = /^(\[[0-9a-f:.]+\]|[^:[\]]+)(?::(\d+))?$/.exec(host)
  const name = match?.[1]
  if (name === undefined) return null
  const own = { scheme: web.scheme, host, proxied: false }
  // Through a tunnel (ssh -L) a loopback name may carry another port; no foreign page can have one.
  if (LOOPBACK_NAMES.has(name)) return own
  const port = Number(match?.[2] ?? (web.scheme === 'https' ? 443 : 80))
  return namesOf(web.host).has(name) && port === web.port ? own : null
}

/** A connection to oneself, which nothing says that it passed on, is this machine's; whoever tunnels here by ssh has an account here. */
function isRemote({ headers, socket: { remoteAddress, localAddress } }: Incoming): boolean {
  if (FORWARDING.some((name) => headers[name] !== undefined)) return true
  if (remoteAddress === undefined) return true
  return !isLoopback(remoteAddress) && remoteAddress !== localAddress
}

/** Behind a proxy it is what the proxy saw, which it adds at the end. */
function clientAddress({ headers, socket }: Incoming, web: WebAddress): string {
  const address = socket.remoteAddress ?? 'unknown'
  const forwarded = headers['x-forwarded-for']
  if (web.publicUrl === null || !isLoopback(address) || forwarded === undefined) return address
  const last = (Array.isArray(forwarded) ? forwarded.join(',') : forwarded).split(',').at(-1)?.trim()
  return last === undefined || last === '' ? address : last.slice(0, 64)
}
