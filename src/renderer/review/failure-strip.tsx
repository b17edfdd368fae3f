import { Text } from '@mantine/core'
import { FailureCard } from '../components/failure-card.tsx'
import type { ReviewDesk } from './desk.ts'
import classes from './review-page.module.css'
import { useDeskState } from './use-desk.ts'

/** Why the item on screen is still there, and which keys were not done because of it. */
export function FailureStrip({ desk }: { desk: ReviewDesk }) {
  const failure = useDeskState(desk, (state) => state.failure)
  if (failure === null) return null
  return (
    <div className={classes.failure}>
      <FailureCard error={failure.error} />
      {failure.dropped > 0 && (
        <Text size="xs" c="dimmed">
          {failure.dropped === 1
            ? 'One key pressed behind it was not done.'
            : `${failure.dropped} keys pressed behind it were not done.`}
        </Text>
      )}
    </div>
  )
}
