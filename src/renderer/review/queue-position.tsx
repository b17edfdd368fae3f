import { Button, NumberInput, Popover, Stack } from '@mantine/core'
import { useState } from 'react'
import { ProposalId } from '#shared/contract/ids.ts'
import { describeFailure } from '../components/failure.ts'
import { formatCount } from '../components/format.ts'
import classes from './review-page.module.css'

/** What the curator is about to jump by: a place in the queue, or a proposal's own number. */
export type JumpBy = 'position' | 'number'

interface QueuePositionProps {
  position: number
  length: number
  /** Null while nobody is about to jump. */
  jumpBy: JumpBy | null
  onJumpBy: (by: JumpBy | null) => void
  onJump: (position: number) => void
  /** Shows a proposal, whether the filter lets it through or not; fails with a sentence where there is none. */
  onFind: (proposal: ProposalId) => Promise<void>
}

/** "12 of 340", and the way to another position or to a proposal by its number. */
export function QueuePosition(props: QueuePositionProps) {
  const { position, length, jumpBy, onJumpBy, onJump, onFind } = props
  return (
    <Popover
      opened={jumpBy !== null}
      onChange={(opened) => onJumpBy(opened ? 'position' : null)}
      width={230}
      trapFocus
      returnFocus
      withArrow
    >
      <Popover.Target>
        <Button
          variant="subtle"
          color="gray"
          className={classes.position}
          onClick={() => onJumpBy(jumpBy === null ? 'position' : null)}
        >
          {formatCount(position)} of {formatCount(length)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Jump">
        <Stack gap="xs">
          <PositionForm
            length={length}
            autoFocus={jumpBy === 'position'}
            onJump={(to) => {
              onJump(to)
              onJumpBy(null)
            }}
          />
          <NumberForm
            autoFocus={jumpBy === 'number'}
            onFind={async (proposal) => {
              await onFind(proposal)
              onJumpBy(null)
            }}
          />
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}

interface PositionFormProps {
  length: number
  autoFocus: boolean
  onJump: (position: number) => void
}

function PositionForm({ length, autoFocus, onJump }: PositionFormProps) {
  const [target, setTarget] = useState<number | string>('')
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (typeof target === 'number') onJump(target)
      }}
    >
      <NumberInput
        data-autofocus={autoFocus || undefined}
        label={`Go to position (1 to ${formatCount(length)})`}
        min={1}
        max={length}
        disabled={length === 0}
        allowDecimal={false}
        value={target}
        onChange={setTarget}
      />
    </form>
  )
}

interface NumberFormProps {
  autoFocus: boolean
  onFind: (proposal: ProposalId) => Promise<void>
}

function NumberForm({ autoFocus, onFind }: NumberFormProps) {
  const [target, setTarget] = useState<number | string>('')
  const [error, setError] = useState<string | null>(null)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const proposal = ProposalId.safeParse(target)
        if (!proposal.success) return
        onFind(proposal.data).catch((failure) => setError(describeFailure(failure).message))
      }}
    >
      <NumberInput
        data-autofocus={autoFocus || undefined}
        label="Go to proposal number"
        description="Also outside these filters"
        min={1}
        allowDecimal={false}
        hideControls
        error={error}
        value={target}
        onChange={(typed) => {
          setTarget(typed)
          setError(null)
        }}
      />
    </form>
  )
}
