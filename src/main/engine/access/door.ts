import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Caller, SessionId } from '#shared/contract/access.ts'
import { answerText } from '../http/answer.ts'
import { type Guest, type GuestList, IDLE_MILLISECONDS } from './guest-list.ts'
import { checkOrigin, type RequestOrigin } from './request-origin.ts'
import { answerSignIn, answerWelcome, plainSentence, type SignInReason } from './sign-in-page.ts'
import type { WebAddress } from './web-address.ts'
import { WrongTries } from './wrong-tries.ts'

/** The one answer that goes on for as long as a window is open. */
export const EVENT_STREAM = '/rpc/system/events'

/** A token and its name fit into it many times. */
const FORM_LIMIT = 4096

/**
 * The way in from the network: lets browsers with a session through, exchanges one-time codes and tokens for sessions, and answers
 * everything else itself.
 */
export class Door {
  readonly #web: WebAddress
  readonly #guests: GuestList
  readonly #tries: WrongTries
  /** Event streams, which a session that ends takes with it. */
  readonly #open = new Map<SessionId, Set<ServerResponse>>()

  constructor(web: WebAddress, guests: GuestList, tries = new WrongTries()) {
    this.#web = web
    this.#guests = guests
    this.#tries = tries
    guests.onEnded((session) => {
      for (const response of this.#open.get(session) ?? []) response.destroy()
    })
  }

  /** Who calls; null where the request is answered already. Decides before anything else reads the request. */
  async admit(request: IncomingMessage, response: ServerResponse): Promise<Caller | null> {
    const url = new URL(request.url ?? '/', 'http://studio')
    const code = url.pathname === '/' ? url.searchParams.get('code') : null
    const check = checkOrigin(request, this.#web, code !== null)
    if (check.kind === 'foreign') {
      answerText(response, 403, check.sentence)
      return null
    }
    const { origin } = check
    const secret = cookieOf(request.headers.cookie, this.#cookieName(origin))
    const known = secret === undefined ? null : this.#guests.use(secret, origin.host)
    const visit: Visit = { request, response, origin, before: known?.session ?? null }

    if (code !== null) {
      this.#enterByCode(visit, code)
      return null
    }
    if (url.pathname === '/enter' && request.method === 'POST') {
      await this.#enterByForm(visit)
      return null
    }
    if (known === null) {
      if (secret !== undefined) response.appendHeader('Set-Cookie', this.#cookie(origin, '', 0))
      refuse(visit, secret === undefined ? 'no session' : 'session over')
      return null
    }
    // The window that is opened again puts the cookie's end off, as the session's.
    if (url.pathname === '/' && secret !== undefined) {
      response.appendHeader('Set-Cookie', this.#cookie(origin, secret, IDLE_MILLISECONDS))
    }
    if (url.pathname === EVENT_STREAM) this.#track(known.session, response)
    return { ...known.guest, session: known.session, remote: origin.remote }
  }

  #enterByCode(visit: Visit, code: string): void {
    const wait = this.#tries.wait(visit.origin.address)
    const state = wait > 0 ? 'not heard' : this.#guests.redeemCode(code)
    if (state === 'unknown') this.#tries.count(visit.origin.address)
    if (state === 'valid') this.#welcome(visit, { role: 'owner' })
    // Who is in already, and opens an address of yesterday, is not to be sent away.
    else if (visit.before !== null) answerWelcome(visit.response)
    else refuse(visit, state === 'not heard' ? { wait } : `code ${state}`)
  }

  async #enterByForm(visit: Visit): Promise<void> {
    const { address } = visit.origin
    const token = (await readForm(visit.request))?.get('token')?.trim()
    const wait = this.#tries.wait(address)
    if (wait > 0) return refuse(visit, { wait })
    if (token === undefined) return answerText(visit.response, 400, 'A form with a token is expected here.')
    const name = this.#guests.curatorOf(token)
    if (name !== null) return this.#welcome(visit, { role: 'curator', name })
    const state = this.#guests.redeemCode(token)
    if (state === 'valid') return this.#welcome(visit, { role: 'owner' })
    if (state !== 'unknown') return refuse(visit, `code ${state}`)
    this.#tries.count(address)
    refuse(visit, 'wrong token')
  }

  #welcome({ request, response, origin, before }: Visit, guest: Guest): void {
    const arrival = {
      host: origin.host,
      from: origin.address,
      browser: (request.headers['user-agent'] ?? '').slice(0, 200),
    }
    const { secret } = this.#guests.start(guest, arrival, before)
    this.#tries.forget(origin.address)
    response.appendHeader('Set-Cookie', this.#cookie(origin, secret, IDLE_MILLISECONDS))
    answerWelcome(response)
  }

  #track(session: SessionId, response: ServerResponse): void {
    const responses = this.#open.get(session) ?? new Set()
    this.#open.set(session, responses.add(response))
    response.once('close', () => {
      responses.delete(response)
      if (responses.size === 0 && this.#open.get(session) === responses) this.#open.delete(session)
    })
  }

  /** Cookies do not tell ports apart, and two studios may run on one machine; `__Host-` binds to the name, and wants https. */
  #cookieName({ secure }: RequestOrigin): string {
    return `${secure ? '__Host-' : ''}studio-${this.#web.port}`
  }

  #cookie(origin: RequestOrigin, secret: string, milliseconds: number): string {
    const secure = origin.secure ? '; Secure' : ''
    return `${this.#cookieName(origin)}=${secret}; Path=/; Max-Age=${milliseconds / 1000}; HttpOnly; SameSite=Strict${secure}`
  }
}

interface Visit {
  request: IncomingMessage
  response: ServerResponse
  origin: RequestOrigin
  /** The session that the browser has already. */
  before: SessionId | null
}

function refuse({ request, response }: Pick<Visit, 'request' | 'response'>, reason: SignInReason): void {
  const limited = typeof reason === 'object'
  const status = limited ? 429 : 401
  if (limited) response.setHeader('Retry-After', reason.wait)
  if (request.headers.accept?.includes('text/html')) answerSignIn(response, status, reason)
  else answerText(response, status, plainSentence(reason))
}

/** Null for what is no short form. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const type = request.headers['content-type']?.split(';')[0]?.trim()
  if (type !== 'application/x-www-form-urlencoded') return null
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length
    if (length > FORM_LIMIT) return null
    chunks.push(chunk)
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.trim().split('=', 2)
    if (key === name) return value
  }
  return undefined
}
