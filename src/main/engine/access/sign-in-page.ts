import type { ServerResponse } from 'node:http'
import type { CodeState } from './guest-list.ts'

/** Why a browser is shown the way in instead of the studio. */
export type SignInReason =
  | 'no session'
  | 'session over'
  | `code ${Exclude<CodeState, 'valid'>}`
  | 'wrong token'
  | { wait: number }

/** What happened, in one sentence. */
export function sentenceFor(reason: SignInReason): string {
  if (typeof reason === 'object') {
    const { wait } = reason
    return `Too many wrong codes or tokens came from this address: try again in ${wait} ${wait === 1 ? 'second' : 'seconds'}.`
  }
  switch (reason) {
    case 'no session':
      return 'This browser is not signed in to the studio.'
    case 'session over':
      return 'The session of this browser is over, or was ended.'
    case 'code used':
      return 'This address was opened before, and it lets a browser in only once.'
    case 'code expired':
      return 'This address is too old: it lets a browser in for a short time only.'
    case 'code unknown':
      return 'This address is not from the studio that runs here now.'
    case 'wrong token':
      return 'This is no code and no token that the studio knows.'
  }
}

const REMEDY = 'Type `studio serve --url` where the studio runs, and open the address that it prints.'

/** What happened and what to do, as plain text for what is not a person's browser. */
export function plainSentence(reason: SignInReason): string {
  return `${sentenceFor(reason)} ${REMEDY}`
}

/** The page of a browser that has no session. It needs no script, and nothing else of the studio. */
export function answerSignIn(response: ServerResponse, status: 401 | 429, reason: SignInReason): void {
  answerPage(
    response,
    status,
    'Sign in · NegGen Studio',
    `<h1>NegGen Studio</h1>
<p role="alert">${sentenceFor(reason)}</p>
<p>Where the studio runs, type <code>studio serve --url</code> (with the <code>--workspace</code> that it was started with) and open the address
that it prints. If you were given a token as a curator, paste it here.</p>
<form method="post" action="/enter">
<label for="token">Token or code</label>
<div class="row"><input id="token" name="token" type="password" required autocomplete="current-password" autocapitalize="none" spellcheck="false" autofocus>
<button>Sign in</button></div>
</form>
<p class="small">Signed in already in this browser? <a href="/">Open the studio</a></p>`,
  )
}

/**
 * Goes on to the studio from a page of its own: a cookie that is `SameSite=Strict` is not sent along a redirect that began elsewhere,
 * at a file or a mail.
 */
export function answerWelcome(response: ServerResponse): void {
  answerPage(
    response,
    200,
    'NegGen Studio',
    `<h1>NegGen Studio</h1>
<p>You are signed in. <a href="/">Open the studio</a></p>`,
    '<meta http-equiv="refresh" content="0; url=/">',
  )
}

function answerPage(response: ServerResponse, status: number, title: string, body: string, head = ''): void {
  response.setHeader(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
  )
  // Without a referrer a browser calls the origin of a form "null", and the studio would refuse it.
  response.setHeader('Referrer-Policy', 'same-origin')
  response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' })
  response.end(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">${head}
<title>${title}</title><style>${STYLE}</style></head>
<body><main>${body}</main></body></html>
`)
}

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; --edge: #868e96; --accent: #3b5bdb; --on-accent: #fff }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: #f8f9fb; color: #1a1d23 }
main { box-sizing: border-box; width: min(34rem, 100vw); padding: 2rem; background: #fff; border: 1px solid #dee2e6; border-radius: 12px }
h1 { font-size: 1.25rem; margin: 0 0 1rem } p { margin: 0 0 1rem } .small { font-size: .875rem; margin: 1.25rem 0 0 }
[role=alert] { font-weight: 600 } label { display: block; font-size: .875rem; font-weight: 600; margin-bottom: .25rem }
.row { display: flex; gap: .5rem } input { flex: 1; min-width: 0 }
input, button { font: inherit; padding: .45rem .75rem; border-radius: 6px; border: 1px solid var(--edge); background: transparent; color: inherit }
button { background: var(--accent); border-color: var(--accent); color: var(--on-accent); font-weight: 600; cursor: pointer } a { color: var(--accent) }
code { font-size: .9em; padding: .1em .3em; border-radius: 4px; background: rgb(128 128 128 / .18) }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px }
@media (prefers-color-scheme: dark) {
:root { --accent: #91a7ff; --on-accent: #16181d } body { background: #16181d; color: #e6e8ec } main { background: #1e2127; border-color: #343a40 }
}`
