import { useInterval } from '@mantine/hooks'
import { useEffect, useState } from 'react'

/** The time of day in milliseconds, every second while it matters. */
export function useNow(ticking: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  const { start, stop } = useInterval(() => setNow(Date.now()), 1000)
  useEffect(() => {
    if (ticking) start()
    return stop
  }, [ticking, start, stop])
  return now
}
