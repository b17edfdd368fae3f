import { useCallback, useEffect, useRef } from 'react'

/** Does something at most so often, after the last call that asked for it at the latest. The newest `work` is done. */
export function useThrottled(work: () => void, milliseconds: number): () => void {
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const newest = useRef(work)
  useEffect(() => {
    newest.current = work
  })
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = null
      newest.current()
    }, milliseconds)
  }, [milliseconds])
}
