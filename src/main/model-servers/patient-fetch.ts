import { Agent, fetch as undiciFetch } from 'undici'

const MINUTE = 60_000

// Node's own fetch gives up on an answer that does not begin within five minutes, which is how long a
// large model may take to load from a slow disk.
const agent = new Agent({
  connect: { timeout: 5_000 },
  headersTimeout: 30 * MINUTE,
  bodyTimeout: 10 * MINUTE,
})

/** Codes of a connection that could not be made at all. */
export const NOBODY_THERE: ReadonlySet<unknown> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
])

/** An answer with a status that is not success. */
export class ServerRefusal extends Error {
  readonly status: number
  /** What the server calls the error, where it says so ("exceed_context_size_error"). */
  readonly type: string | null
  /** Milliseconds to wait, if the server asked for it. */
  readonly retryAfter: number | null

  constructor(status: number, body: string, retryAfter: string | null) {
    const { message, type } = readError(body)
    super(message === '' ? `status ${status} without a word` : message)
    this.name = 'ServerRefusal'
    this.status = status
    this.type = type
    this.retryAfter = retryAfter === null ? null : millisecondsOf(retryAfter)
  }
}

/** `Retry-After` has seconds or a date; what is neither asks for nothing. */
function millisecondsOf(retryAfter: string): number | null {
  const seconds = Number(retryAfter)
  if (Number.isFinite(seconds)) return seconds * 1000
  const wait = Date.parse(retryAfter) - Date.now()
  return Number.isNaN(wait) ? null : Math.max(0, wait)
}

/**
 * The sentence of an error: plain text, `{error: "..."}`, or a runner's error passed on, which is JSON
 * in the string of a JSON field.
 */
export function readError(text: string): { message: string; type: string | null } {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    return { message: text.trim(), type: null }
  }
  if (typeof parsed !== 'object' || parsed === null) return { message: text.trim(), type: null }
  const inner = 'error' in parsed ? parsed.error : parsed
  if (typeof inner === 'string') return readError(inner)
  const { message, type } = (inner ?? {}) as { message?: unknown; type?: unknown }
  return {
    message: typeof message === 'string' ? message : text,
    type: typeof type === 'string' ? type : null,
  }
}

/**
 * A `fetch` for model servers that waits long, can be aborted by our signal (the `ollama` client passes none on requests
 * that do not stream), and throws `ServerRefusal` (before that client writes to the console).
 */
export function patientFetch(signal: AbortSignal): typeof fetch {
  return (async (url: string, init: RequestInit = {}) => {
    const both = init.signal ? AbortSignal.any([signal, init.signal]) : signal
    const response = await undiciFetch(url, {
      method: init.method ?? 'GET',
      headers: init.headers as Record<string, string>,
      body: (init.body as string | undefined) ?? null,
      signal: both,
      dispatcher: agent,
    })
    if (!response.ok) {
      throw new ServerRefusal(response.status, await response.text(), response.headers.get('retry-after'))
    }
    return response
  }) as unknown as typeof fetch
}
