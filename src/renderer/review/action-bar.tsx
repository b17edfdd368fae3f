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
import type { ReviewActions } from './use-review-keys.ts'

interface ActionBarProps {
  keys: (id: string) => string
  /** There is nothing on screen to decide. */
  idle: boolean
  editing: boolean
  actions: ReviewActions
  regenerate: ReactNode
}

/** What can be done with the item on screen, each button with its key. */
export function ActionBar({ actions, keys, idle, editing, regenerate }: ActionBarProps) {
  const unable = idle || editing
  return (
    <div className={classes.actions} role="toolbar" aria-label="Decide">
      <Group gap={6} wrap="nowrap">
        <Button
          variant="default"
          aria-label="Previous"
          disabled={editing}
          onClick={() => actions.move(-1)}
          rightSection={<Keys keys={keys('previous')} />}
        >
          <IconChevronLeft size={16} aria-hidden />
        </Button>
        <Button
          variant="default"
          aria-label="Next"
          disabled={unable}
          onClick={() => actions.move(1)}
          rightSection={<Keys keys={keys('next')} />}
        >
          <IconChevronRight size={16} aria-hidden />
        </Button>
        <Button
          variant="default"
          disabled={editing}
          onClick={() => actions.undo()}
          leftSection={<IconArrowBackUp size={16} />}
          rightSection={<Keys keys={keys('undo')} />}
        >
          Undo
        </Button>
      </Group>
      <Group gap={6} wrap="nowrap">
        {regenerate}
        <Button
          variant="default"
          disabled={unable}
          onClick={() => actions.decide('skip', performance.now())}
          leftSection={<IconPlayerSkipForward size={16} />}
          rightSection={<Keys keys={keys('skip')} />}
        >
          Skip
        </Button>
        <Button
          variant="default"
          disabled={unable}
          onClick={() => actions.edit('text')}
          leftSection={<IconPencil size={16} />}
          rightSection={<Keys keys={keys('edit')} />}
        >
          Edit
        </Button>
        <Button
          color="red.8"
          variant="filled"
          disabled={unable}
          onClick={() => actions.decide('reject', performance.now())}
          leftSection={<IconX size={16} />}
          rightSection={<Keys keys={keys('reject')} />}
        >
          Reject
        </Button>
        <Button
          color="teal.9"
          variant="filled"
          disabled={unable}
          onClick={() => actions.decide('accept', performance.now())}
          leftSection={<IconCheck size={16} />}
          rightSection={<Keys keys={keys('accept')} />}
        >
          Accept
        </Button>
      </Group>
    </div>
  )
}
