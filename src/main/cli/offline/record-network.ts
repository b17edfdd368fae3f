/**
 * Loaded into every process of a watched studio, before anything else (`--import`): writes each address that the process wants to
 * reach to the file that `STUDIO_NETWORK_RECORD` names, a line each, and lets it go on. Threads load it as well.
 *
 * Every connection of Node is a `Socket` or a `dgram.Socket`, whatever asked for it (fetch, http, tls), and every name is looked up by
 * `dns`. What native libraries do by themselves is not seen here; strace sees that.
 */
import dgram from 'node:dgram'
import dns from 'node:dns'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { isIP, Socket } from 'node:net'

const file = process.env.STUDIO_NETWORK_RECORD

if (file !== undefined) watch(file)

function watch(file: string): void {
  const seen = new Set<string>()
  const record = (contact: { host: string; address: string | null; port: number | null }) => {
    const line = `${JSON.stringify(contact)}\n`
    if (seen.has(line)) return
    seen.add(line)
    appendFileSync(file, line)
  }

  /** Calls `before` with the arguments of a method, then the method. */
  const wrap = (
    owner: object,
    name: string,
    before: (self: unknown, args: readonly unknown[]) => void,
  ): void => {
    const method: unknown = Reflect.get(owner, name)
    if (typeof method !== 'function') return
    const watched = function (this: unknown, ...args: unknown[]): unknown {
      before(this, args)
      return Reflect.apply(method, this, args)
    }
    // Some functions carry another for `promisify`.
    Object.defineProperties(watched, Object.getOwnPropertyDescriptors(method))
    Reflect.set(owner, name, watched)
  }

  wrap(Socket.prototype, 'connect', (socket, args) => {
    const wanted = wantedOf(args)
    if (wanted === null || !(socket instanceof Socket)) return
    // An address as it is tried, after the name was looked up; a name may have several.
    socket.on('connectionAttempt', (address: string, port: number) =>
      record({ host: wanted.host, address, port }),
    )
    if (isIP(wanted.host) === 0) record({ host: wanted.host, address: null, port: wanted.port })
  })
  for (const name of ['send', 'connect']) {
    wrap(dgram.Socket.prototype, name, (_socket, args) => {
      const host = args.findLast((arg) => typeof arg === 'string')
      const port = args.find((arg) => typeof arg === 'number')
      record({ host: host ?? 'localhost', address: null, port: port ?? null })
    })
  }
  const askers = [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype]
  for (const owner of askers) {
    for (const name of Object.getOwnPropertyNames(owner).filter((key) =>
      /^(lookup|resolve|reverse)/.test(key),
    )) {
      wrap(owner, name, (_self, [host]) => {
        if (typeof host === 'string' && isIP(host) === 0) record({ host, address: null, port: null })
      })
    }
  }
  syncBuiltinESMExports()
}

/** The arguments of `connect`, which come in three forms; null for a socket or pipe of this machine. */
function wantedOf(args: readonly unknown[]): { host: string; port: number } | null {
  // Node itself calls with the arguments in one array.
  const [first, second] = Array.isArray(args[0]) ? args[0] : args
  const options: unknown = typeof first === 'object' ? first : { port: first, host: second }
  if (typeof options !== 'object' || options === null || ('path' in options && options.path)) return null
  const port = 'port' in options ? Number(options.port) : Number.NaN
  if (Number.isNaN(port)) return null
  const host = 'host' in options && typeof options.host === 'string' ? options.host : 'localhost'
  return { host, port }
}
