import { useEffect, useRef, useState } from 'react'
import type { ItemId } from '#shared/contract/ids.ts'
import type { TemplateKind } from '#shared/contract/templates.ts'
import { client } from '../../app/client.ts'
import {
  continued,
  isCurrent,
  NOTHING_TRIED,
  standing,
  type Tried,
  type TryoutWish,
  without,
} from './tryout-state.ts'

export interface Tryout {
  readonly tried: Tried
  /** Whether the negative or the failure is of the texts as they are now. */
  readonly current: boolean
  /** The step that is being asked; null where none is. */
  readonly asking: boolean
  /** What no server said, such as an engine that is gone. */
  readonly error: unknown
  /** Asks the next step, or all that are left. */
  ask(how: 'step' | 'all'): void
  cancel(): void
}

/**
 * Tries prompts out on one item. What was said of other items is kept while the page is open, and nowhere else.
 *
 * @param order prompts of the strategy, as they are asked
 * @param edited the prompt that is being written: asked again where all was answered
 */
export function useTryout(
  wish: TryoutWish | null,
  order: readonly TemplateKind[],
  edited: TemplateKind,
): Tryout {
  const [byItem, setByItem] = useState<ReadonlyMap<ItemId, Tried>>(new Map())
  const [asking, setAsking] = useState<ItemId | null>(null)
  const [error, setError] = useState<unknown>(null)
  const leaving = useRef<AbortController | null>(null)
  useEffect(() => () => leaving.current?.abort(), [])
  const tried = (wish !== null && byItem.get(wish.item)) || NOTHING_TRIED
  const current = wish !== null && isCurrent(tried, wish)

  const run = async (how: 'step' | 'all', asked: TryoutWish) => {
    leaving.current?.abort()
    const own = new AbortController()
    leaving.current = own
    setAsking(asked.item)
    setError(null)
    let now = current && tried.outcome?.state !== 'answered' ? without(tried, order, edited) : tried
    try {
      do {
        const answered = standing(now, asked, order).flatMap(({ answer }) =>
          answer === null ? [] : [answer],
        )
        const said = await client.tryouts.ask({ ...asked, answered }, { signal: own.signal })
        now = continued(now, asked, order, said)
        const next = now
        setByItem((before) => new Map(before).set(asked.item, next))
      } while (how === 'all' && now.outcome?.state === 'answered')
    } catch (failure) {
      if (!own.signal.aborted) setError(failure)
    } finally {
      if (leaving.current === own) {
        leaving.current = null
        setAsking(null)
      }
    }
  }

  return {
    tried,
    current,
    asking: asking !== null,
    error,
    ask: (how) => {
      if (wish !== null) void run(how, wish)
    },
    cancel: () => {
      leaving.current?.abort()
      leaving.current = null
      setAsking(null)
    },
  }
}
