import { Button, Menu, Text } from '@mantine/core'
import { IconChevronDown, IconSnowflake } from '@tabler/icons-react'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import { ActionButton } from '../components/action-button.tsx'
import type { BoundAction } from '../components/actions.ts'
import { formatCount } from '../components/format.ts'
import { OwnerOnly } from '../components/owner-only.tsx'
import { ToneBadge } from '../components/tone-badge.tsx'
import type { ReviewDesk } from './desk.ts'
import { hourlyRate } from './pace.ts'
import { type JumpBy, QueuePosition } from './queue-position.tsx'
import classes from './review-page.module.css'
import { positionOf } from './session.ts'
import { TeamButton } from './team-button.tsx'
import { useDeskState } from './use-desk.ts'

interface QueueFactsProps {
  desk: ReviewDesk
  /** Regenerated proposals that are still to come. */
  expected: number
  jumpBy: JumpBy | null
  onJumpBy: (by: JumpBy | null) => void
  onJump: (position: number) => void
  onFind: (proposal: ProposalId) => Promise<void>
}

/** Where the curator is in the queue, and how fast. */
export function QueueFacts({ desk, expected, ...jumping }: QueueFactsProps) {
  const session = useDeskState(desk, (state) => state.session)
  const pace = useDeskState(desk, (state) => state.pace)
  const waiting = useDeskState(desk, (state) => state.queued.length)
  const rate = hourlyRate(pace)
  return (
    <>
      <QueuePosition position={positionOf(session)} length={session.total} {...jumping} />
      {session.current !== null && (
        <Text size="xs" c="dimmed" className={classes.position} title="Number of the proposal">
          #{session.current}
        </Text>
      )}
      {pace.decisions > 0 && (
        <Text size="xs" c="dimmed" className={classes.position}>
          {formatCount(pace.decisions)} decided{rate !== null && `, ${formatCount(rate)} an hour`}
        </Text>
      )}
      {expected > 0 && <ToneBadge tone="iris">{expected} on the way</ToneBadge>}
      {waiting > 0 && (
        <ToneBadge tone="gray">
          {waiting} {waiting === 1 ? 'key waits' : 'keys wait'}
        </ToneBadge>
      )}
    </>
  )
}

interface QueueActionsProps {
  dataset: DatasetId
  onAll: (verdict: 'accept' | 'reject') => void
  history: BoundAction
  layout: BoundAction
  onSnapshots: () => void
}

/** What is done with more than one item. */
export function QueueActions({ dataset, onAll, history, layout, onSnapshots }: QueueActionsProps) {
  return (
    <>
      <ActionButton action={layout} className={classes.foldable} />
      <ActionButton action={history} className={classes.foldable} />
      <TeamButton dataset={dataset} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
            All shown
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onAll('accept')}>Accept all shown…</Menu.Item>
          <Menu.Item onClick={() => onAll('reject')}>Reject all shown…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <OwnerOnly>
        <Button
          variant="light"
          className={classes.foldable}
          leftSection={<IconSnowflake size={15} aria-hidden />}
          onClick={onSnapshots}
        >
          Save snapshot
        </Button>
      </OwnerOnly>
    </>
  )
}
