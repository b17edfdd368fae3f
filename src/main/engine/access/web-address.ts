import { hostname, networkInterfaces } from 'node:os'

/** Where browsers reach the studio. */
export interface WebAddress {
  scheme: 'http' | 'https'
  /** The address that was bound. */
  host: string
  port: number
  /** Of a proxy that stands before the studio. */
  publicUrl: URL | null
}

/** An address as a Host header writes it. */
export function bracketed(host: string): string {
  return host.includes(':') ? `[${host.toLowerCase()}]` : host.toLowerCase()
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(host)
}

/** The origin as others reach this machine, for a person to open. */
export function outerOrigin(web: WebAddress): string {
  return web.publicUrl?.origin ?? originOf(web, reachableHost(web.host))
}

/** The origin for a browser on this machine. */
export function innerOrigin(web: WebAddress): string {
  return originOf(web, connectableHost(web.host))
}

/** The names, besides the loopback ones, under which a client can reach what was bound. */
export function namesOf(host: string): ReadonlySet<string> {
  if (!isEveryAddress(host)) return new Set([bracketed(host)])
  return new Set([hostname().toLowerCase(), ...ownAddresses().map(({ address }) => bracketed(address))])
}

function originOf({ scheme, port }: WebAddress, host: string): string {
  // The URL leaves out the port that the scheme has anyway, as a browser does.
  return new URL(`${scheme}://${bracketed(host)}:${port}`).origin
}

function isEveryAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** "Every address" is one to bind, not one to connect to. */
function connectableHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  return host === '::' ? '::1' : host
}

/** "Every address" cannot be typed into a browser; the first one that others can reach can. */
function reachableHost(host: string): string {
  if (!isEveryAddress(host)) return host
  const family = host === '::' ? 'IPv6' : 'IPv4'
  const outside = ownAddresses().find((entry) => entry.family === family && !entry.internal)
  return outside?.address ?? connectableHost(host)
}

function ownAddresses() {
  return Object.values(networkInterfaces()).flatMap((list) => list ?? [])
}
