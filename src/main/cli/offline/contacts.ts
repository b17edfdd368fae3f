import { BlockList, isIP } from 'node:net'
import { z } from 'zod'

/** Something that a process wanted to reach. */
export const Contact = z.object({
  /** As it was asked for; an address where nothing more is known. */
  host: z.string(),
  /** Null for a name that was looked up, or before it is. */
  address: z.string().nullable(),
  port: z.number().nullable(),
})
export type Contact = z.infer<typeof Contact>

/** A place that the settings name. */
export interface Configured {
  host: string
  port: number
  /** Whose it is, for the report. */
  of: string
}

export type Verdict =
  | { verdict: 'this machine' }
  | { verdict: 'configured'; of: string }
  /** Nobody asked for it. */
  | { verdict: 'stranger' }

export type Judged = Contact & Verdict

const LOOPBACK = new BlockList()
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4')
LOOPBACK.addAddress('::1', 'ipv6')
// An IPv4 address in an IPv6 socket.
LOOPBACK.addSubnet('::ffff:127.0.0.0', 104, 'ipv6')

function isThisMachine(host: string): boolean {
  const version = isIP(host)
  if (version === 0) return host === 'localhost' || host.endsWith('.localhost')
  return LOOPBACK.check(host, version === 4 ? 'ipv4' : 'ipv6')
}

/**
 * What became of each contact, each address once.
 *
 * An address counts as configured where it is what a configured name was looked up to, and so does the name server that the name was
 * asked of; without a configured name there is nothing to ask a name server.
 *
 * @param nameServers of this machine
 */
export function judge(
  contacts: readonly Contact[],
  configured: readonly Configured[],
  nameServers: readonly string[],
): Judged[] {
  const named = configured.filter(({ host }) => isIP(host) === 0 && !isThisMachine(host))
  const addressesOf = new Map(
    contacts.flatMap(({ host, address }) => {
      const owner = configured.find((place) => place.host === host)
      return owner === undefined || address === null ? [] : [[address, owner] as const]
    }),
  )
  const verdictOf = ({ host, address, port }: Contact): Verdict => {
    const owner =
      configured.find((place) => place.host === host && (port === null || port === place.port)) ??
      // Without a name beside it, as strace sees it; port 0 is how addresses of a name are put in order, and reaches nobody.
      [addressesOf.get(address ?? host)].find(
        (place) => place !== undefined && (port === place.port || port === 0),
      )
    if (owner !== undefined) return { verdict: 'configured', of: owner.of }
    if (isThisMachine(address ?? host)) return { verdict: 'this machine' }
    const [asker] = named
    if (asker !== undefined && port === 53 && nameServers.includes(address ?? host)) {
      return { verdict: 'configured', of: `the name server that ${asker.host} is asked of` }
    }
    return { verdict: 'stranger' }
  }
  const judged = new Map<string, Judged>()
  for (const contact of contacts) {
    const key = `${contact.host} ${contact.address} ${contact.port}`
    if (!judged.has(key)) judged.set(key, { ...contact, ...verdictOf(contact) })
  }
  return [...judged.values()]
}

/** Every place that settings name by a URL, at any depth. */
export function configuredPlaces(settings: object): Configured[] {
  return Object.entries(settings).flatMap(([name, value]: [string, unknown]) => {
    if (typeof value === 'object' && value !== null) return configuredPlaces(value)
    const url = typeof value === 'string' && /^https?:/.test(value) ? URL.parse(value) : null
    if (url === null) return []
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port)
    return [{ host: url.hostname.replace(/^\[|\]$/g, ''), port, of: name }]
  })
}
