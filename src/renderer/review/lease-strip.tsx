import { Alert, Button, Group, Text } from '@mantine/core'
import type { Lease } from '#shared/contract/review.ts'
import classes from './review-page.module.css'

/** Who has the item on screen, which is to be looked at only until it is taken over. */
export function LeaseStrip({ holder, onTakeOver }: { holder: Lease; onTakeOver: () => void }) {
  return (
    <div className={classes.failure} role="status">
      <Alert color="yellow" variant="light" p="xs">
        <Group justify="space-between" gap="xs">
          <Text size="sm">
            {holder.annotator} has this on screen. You see it, and decide it once you take it over.
          </Text>
          <Button size="xs" variant="default" onClick={onTakeOver}>
            Take over
          </Button>
        </Group>
      </Alert>
    </div>
  )
}
