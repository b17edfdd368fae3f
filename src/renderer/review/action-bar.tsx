import { Button, Group } from '@mantine/core'
import {
  IconArrowBackUp,
  IconCheck,
  IconChevronLeft,
  IconChevronRight,
  IconPencil,
  IconPlayerSkipForward,
  IconX,
} from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Keys } from '../components/keys.tsx'
import classes from './review-page.module.css'

interface ActionBarProps {
  keys: (id: string) => string
  /** There is nothing on screen to decide. */
  idle: boolean
  editing: boolean
  onAccept: () => void
  onReject: () => void
  onEdit: () => void
  onSkip: () => void
  onUndo: () => void
  onPrevious: () => void
  onNext: () => void
  regenerate: ReactNode
}

/** What can be done with the item on screen, each button with its key. */
export function ActionBar(props: ActionBarProps) {
  const { keys, idle, editing } = props
  const unable = idle || editing
  return (
    <div className={classes.actions} role="toolbar" aria-label="Decide">
      <Group gap={6} wrap="nowrap">
        <Button
          variant="default"
          aria-label="Previous"
          disabled={editing}
          onClick={props.onPrevious}
          rightSection={<Keys keys={keys('previous')} />}
        >
          <IconChevronLeft size={16} aria-hidden />
        </Button>
        <Button
          variant="default"
          aria-label="Next"
          disabled={unable}
          onClick={props.onNext}
          rightSection={<Keys keys={keys('next')} />}
        >
          <IconChevronRight size={16} aria-hidden />
        </Button>
        <Button
          variant="default"
          disabled={editing}
          onClick={props.onUndo}
          leftSection={<IconArrowBackUp size={16} />}
          rightSection={<Keys keys={keys('undo')} />}
        >
          Undo
        </Button>
      </Group>
      <Group gap={6} wrap="nowrap">
        {props.regenerate}
        <Button
          variant="default"
          disabled={unable}
          onClick={props.onSkip}
          leftSection={<IconPlayerSkipForward size={16} />}
          rightSection={<Keys keys={keys('skip')} />}
        >
          Skip
        </Button>
        <Button
          variant="default"
          disabled={unable}
          onClick={props.onEdit}
          leftSection={<IconPencil size={16} />}
          rightSection={<Keys keys={keys('edit')} />}
        >
          Edit
        </Button>
        <Button
          color="red.8"
          variant="filled"
          disabled={unable}
          onClick={props.onReject}
          leftSection={<IconX size={16} />}
          rightSection={<Keys keys={keys('reject')} />}
        >
          Reject
        </Button>
        <Button
          color="teal.9"
          variant="filled"
          disabled={unable}
          onClick={props.onAccept}
          leftSection={<IconCheck size={16} />}
          rightSection={<Keys keys={keys('accept')} />}
        >
          Accept
        </Button>
      </Group>
    </div>
  )
}
