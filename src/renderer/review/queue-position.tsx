import { Button, NumberInput, Popover } from '@mantine/core'
import { useState } from 'react'
import { formatCount } from '../components/format.ts'
import classes from './review-page.module.css'

interface QueuePositionProps {
  position: number
  length: number
  onJump: (position: number) => void
}

/** "12 of 340", and the way to another position. */
export function QueuePosition({ position, length, onJump }: QueuePositionProps) {
  const [opened, setOpened] = useState(false)
  const [target, setTarget] = useState<number | string>('')
  return (
    <Popover opened={opened} onChange={setOpened} width={190} trapFocus withArrow>
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          className={classes.position}
          disabled={length === 0}
          onClick={() => setOpened(!opened)}
        >
          {formatCount(position)} of {formatCount(length)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Jump">
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (typeof target === 'number') onJump(target)
            setOpened(false)
          }}
        >
          <NumberInput
            data-autofocus
            label={`Go to position (1 to ${formatCount(length)})`}
            min={1}
            max={length}
            allowDecimal={false}
            value={target}
            onChange={setTarget}
          />
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
