import { CloseButton } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { FailureCard } from '../components/failure-card.tsx'
import { closeFailure, useMessages } from '../components/notify.ts'
import classes from './messages.module.css'

/** What was done last, in the status bar's own room: it covers nothing that could be pressed. */
export function DoneMessage() {
  const { done } = useMessages()
  return (
    <div role="status" aria-live="polite" className={classes.done}>
      {done !== null && (
        // The key makes a message that says the same again appear again.
        <span key={done.id} className={classes.said} title={done.text}>
          <IconCheck size={14} aria-hidden />
          <span className={classes.words} dir="auto">
            {done.text}
          </span>
        </span>
      )}
    </div>
  )
}

/** What went wrong, above the page, which makes room for it. */
export function FailureMessages() {
  const { failures } = useMessages()
  if (failures.length === 0) return null
  return (
    <section className={classes.failures} aria-label="Messages">
      {failures.map(({ id, error }) => (
        <div key={id} className={classes.failure}>
          <FailureCard error={error} />
          <CloseButton aria-label="Close the message" onClick={() => closeFailure(id)} />
        </div>
      ))}
    </section>
  )
}
