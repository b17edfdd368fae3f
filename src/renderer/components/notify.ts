import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

export interface FailureMessage {
  readonly id: number
  readonly error: unknown
}

interface Messages {
  /** What was done last; gone again after a while. */
  readonly done: { readonly id: number; readonly text: string } | null
  /** What went wrong, oldest first; each stays until it is closed. */
  readonly failures: readonly FailureMessage[]
}

const DONE_MILLISECONDS = 6000
/** Beyond these the oldest give way: a server that is gone fails everything that asks it. */
const MOST_FAILURES = 3

const messages = createStore<Messages>(() => ({ done: null, failures: [] }))
let newest = 0
let timer: ReturnType<typeof setTimeout> | undefined

/** Says that something was done; takes the place of what was said before. */
export function notifyDone(text: string): void {
  newest += 1
  clearTimeout(timer)
  timer = setTimeout(() => messages.setState({ done: null }), DONE_MILLISECONDS)
  messages.setState({ done: { id: newest, text } })
}

/** Says what went wrong; stays until it is closed. */
export function notifyFailure(error: unknown): void {
  newest += 1
  const failure = { id: newest, error }
  messages.setState(({ failures }) => ({ failures: [...failures, failure].slice(-MOST_FAILURES) }))
}

export function closeFailure(id: number): void {
  messages.setState(({ failures }) => ({ failures: failures.filter((failure) => failure.id !== id) }))
}

export function useMessages(): Messages {
  return useStore(messages)
}
