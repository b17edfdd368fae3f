/**
 * What goes wrong with one request. Faults wait in a queue and are taken in order by the requests to
 * their path (`/api/chat` where none is named).
 */
export type Fault = { path?: string } /** Lets one request through unharmed. */ & (
  | { kind: 'none' }
  /** Instead of an answer: a status, and `error` as JSON or `body` as it is. */
  | { kind: 'status'; status: number; error?: string; body?: string; headers?: Record<string, string> }
  /** Headers come this late; then all goes well. */
  | { kind: 'late'; milliseconds: number }
  /** After some lines of a stream that began with 200. */
  | { kind: 'error-line'; after: number; error: string }
  | { kind: 'no-final-line'; after: number }
  | { kind: 'dropped'; after: number }
  /** `num_predict` reached: the answer's beginning. */
  | { kind: 'length'; characters: number }
  /** This answer, whatever the schema says. */
  | { kind: 'answer'; content: string }
  /** The answer's JSON in `thinking`, and empty content. */
  | { kind: 'answer-in-thinking' }
)

export const CRASHED: Fault = {
  kind: 'status',
  status: 500,
  error:
    'model runner has unexpectedly stopped, this may be due to resource limitations or an internal error, check ollama server logs for details',
}

export const OUT_OF_MEMORY: Fault = {
  kind: 'status',
  status: 500,
  error: 'model requires more system memory (9.1 GiB) than is available (3.2 GiB)',
}

export const BUSY = {
  kind: 'status',
  status: 503,
  error: 'server busy, please try again.  maximum pending requests exceeded',
} as const satisfies Fault

/** The runner dies while it answers. */
export const RUNNER_DIED: Fault = {
  kind: 'error-line',
  after: 2,
  error: 'an error was encountered while running the model: unexpected EOF',
}

/** A pull from a server without a way to its library. */
export const NO_LIBRARY: Fault = {
  path: '/api/pull',
  kind: 'error-line',
  after: 1,
  error:
    'pull model manifest: Get "https://registry.ollama.ai/v2/library/x/manifests/latest": dial tcp: lookup registry.ollama.ai: no such host',
}

/** An answer that ends in white space until its bound. */
export const RUNAWAY: Fault = { kind: 'answer', content: `{"description": "A mug"${' \n'.repeat(4000)}` }

export const CLIENT_CLOSED: Fault = { kind: 'status', status: 499, error: 'context canceled' }

/** An error of the runner, as the server passes it on: JSON in the string of a JSON field. */
export function nested(code: number, type: string, message: string): string {
  return JSON.stringify({ error: { code, message, type } })
}
