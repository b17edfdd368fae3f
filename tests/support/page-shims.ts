/** What the pages take for granted and an older Chromium lacks. */
export const PAGE_SHIMS = `
  Promise.withResolvers ??= function () { let resolve, reject; const promise = new this((a, b) => { resolve = a; reject = b }); return { promise, resolve, reject } };
  URL.parse ??= (url, base) => { try { return new URL(url, base) } catch { return null } };
  AbortSignal.any ??= (signals) => { const any = new AbortController(); for (const signal of signals) { if (signal.aborted) any.abort(signal.reason); else signal.addEventListener('abort', () => any.abort(signal.reason), { once: true }) } return any.signal };
`
