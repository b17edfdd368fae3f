import { Button, Group, Text } from '@mantine/core'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { DecisionConflict, SeveralConflict } from './decision-conflict.ts'
import type { ReviewDesk } from './desk.ts'
import type { DecisionBatch, DeskFailure } from './desk-state.ts'
import classes from './review-page.module.css'
import { useDeskState } from './use-desk.ts'

/** Why the item on screen is still there, what can be done about it, and which keys wait or were left out because of it. */
export function FailureStrip({ desk }: { desk: ReviewDesk }) {
  const failure = useDeskState(desk, (state) => state.failure)
  const leftOut = useDeskState(desk, (state) => state.leftOut)
  if (failure === null) {
    if (leftOut === 0) return null
    return (
      <div className={classes.failure} role="status">
        <Text size="xs" c="dimmed">
          {leftOut === 1 ? 'One key was left out.' : `${leftOut} keys were left out.`}
        </Text>
      </div>
    )
  }
  return (
    <div className={classes.failure}>
      <FailureCard error={failure.error} />
      <WaysOn desk={desk} failure={failure} />
    </div>
  )
}

function WaysOn({ desk, failure }: { desk: ReviewDesk; failure: DeskFailure }) {
  const { error, held, batch } = failure
  return (
    <Group gap="xs" mt="xs">
      {error instanceof SeveralConflict && (
        <Button size="xs" variant="default" onClick={() => desk.dispatch({ kind: 'keep' })}>
          Leave them
        </Button>
      )}
      {error instanceof DecisionConflict && error.stands !== null && (
        <Button size="xs" variant="default" onClick={() => desk.dispatch({ kind: 'keep' })}>
          Keep it
        </Button>
      )}
      <Button size="xs" variant="default" onClick={() => desk.dispatch({ kind: 'retry' })}>
        {error instanceof DecisionConflict || error instanceof SeveralConflict
          ? `${verbOf(batch)} all the same`
          : 'Try again'}
      </Button>
      {held.length > 0 && (
        <>
          <Button size="xs" variant="default" onClick={() => desk.dispatch({ kind: 'discard' })}>
            Leave out what waits
          </Button>
          <Text size="xs" c="dimmed">
            {countOf(held.length, 'key')} pressed behind it {held.length === 1 ? 'waits' : 'wait'}.
          </Text>
        </>
      )}
    </Group>
  )
}

function verbOf(batch: DecisionBatch): string {
  if (batch.kind !== 'decide' && batch.kind !== 'several') return 'Do it'
  const { verdict } = batch.kind === 'decide' ? batch.decision : batch
  return `${verdict.charAt(0).toUpperCase()}${verdict.slice(1)}`
}
