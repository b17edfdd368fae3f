import { Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { ActionButton } from '../components/action-button.tsx'
import classes from './review-page.module.css'
import type { useReviewActions } from './use-review-actions.ts'

interface ActionBarProps {
  action: ReturnType<typeof useReviewActions>
  regenerate: ReactNode
  reject: ReactNode
  /** In the grid how many tiles are decided together; null one by one. */
  chosen: number | null
}

/** What can be done with the item on screen, each button with its key. */
export function ActionBar({ action, regenerate, reject, chosen }: ActionBarProps) {
  return (
    <div className={classes.actions} role="toolbar" aria-label="Decide">
      <Group gap={6} wrap="nowrap">
        <ActionButton action={action('previous')} compact />
        <ActionButton action={action('next')} compact />
        <ActionButton action={action('undo')} className={classes.foldable} />
      </Group>
      <Group gap={6} wrap="nowrap" ml="auto">
        {chosen !== null && chosen > 0 && (
          <Text size="sm" role="status" style={{ whiteSpace: 'nowrap' }}>
            {chosen} chosen
          </Text>
        )}
        {chosen === null && regenerate}
      </Group>
      <Group gap={6} wrap="nowrap" className={classes.verdicts}>
        <ActionButton action={action('skip')} />
        {chosen === null && <ActionButton action={action('edit')} />}
        {reject}
        <ActionButton action={action('accept')} color="teal.9" variant="filled" />
      </Group>
    </div>
  )
}
