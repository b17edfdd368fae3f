import { Anchor, Loader } from '@mantine/core'
import { IconLock } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { notifyDone } from '../components/notify.ts'
import { useConnection } from './live-events.ts'
import classes from './shell.module.css'

// The desktop watches over its engine; in browser mode somebody started it, and starts it again.
const SENTENCE =
  window.studio === undefined
    ? 'The engine does not answer. Your work is on disk; this window reconnects by itself once it is back.'
    : 'The engine does not answer and is being restarted. Your work is on disk; this window reconnects by itself.'

/** Says that the engine is away, or knows this browser no more; and, once it answers again, that it is back. */
export function ConnectionBanner() {
  const { state } = useConnection()
  const wasLost = useRef(false)
  useEffect(() => {
    if (state === 'lost') wasLost.current = true
    if (state === 'connected' && wasLost.current) {
      wasLost.current = false
      notifyDone('The engine is back. Everything on screen is current again.')
    }
  }, [state])
  return (
    <div role="status" aria-live="polite">
      {state === 'lost' && (
        <div className={classes.banner}>
          <Loader size={14} color="currentColor" aria-hidden />
          {SENTENCE}
        </div>
      )}
      {state === 'signed-out' && (
        <div className={classes.banner}>
          <IconLock size={16} stroke={1.6} aria-hidden />
          The session of this browser is over, or was ended. What you decided is on disk.
          <Anchor href="/" size="sm" c="inherit" underline="always">
            Sign in again
          </Anchor>
        </div>
      )}
    </div>
  )
}
