import type { StudioClient } from '#main/engine/client.ts'
import { engineGone } from '#main/engine/node-fetch.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** Calls `onEvent` with everything that happens in the engine, until it is disposed. */
export async function followEvents(
  client: StudioClient,
  onEvent: (event: StudioEvent) => void,
): Promise<AsyncDisposable & { ended: Promise<void> }> {
  const events = await client.system.events()
  const ended = (async () => {
    for await (const event of events) onEvent(event)
  })()
  // A caller that waits for `ended` gets the failure there; others get it at their next call.
  ended.catch(() => undefined)
  return {
    ended,
    async [Symbol.asyncDispose]() {
      await events.return?.()
    },
  }
}

/**
 * Looks at something now and after every event that `concerns` it, until `look` says that it is done.
 * Looking again, instead of trusting the event, makes a lost event harmless.
 *
 * @throws ExpectedError UNREACHABLE when the engine goes away
 */
export async function followUntil<T>(
  client: StudioClient,
  concerns: (event: StudioEvent) => boolean,
  look: () => Promise<T | null>,
): Promise<T> {
  let changed = Promise.withResolvers<void>()
  await using following = await followEvents(client, (event) => {
    if (concerns(event)) changed.resolve()
  })
  const gone = following.ended.then(
    () => {
      throw engineGone()
    },
    (error: unknown) => {
      throw error instanceof ExpectedError ? error : engineGone(error)
    },
  )
  gone.catch(() => undefined)
  for (;;) {
    const result = await look()
    if (result !== null) return result
    await Promise.race([changed.promise, gone])
    changed = Promise.withResolvers<void>()
  }
}
