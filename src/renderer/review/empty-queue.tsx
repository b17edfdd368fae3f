import { Button, Group, Text } from '@mantine/core'
import { IconCircleCheck, IconSnowflake, IconSparkles } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { countOfStates, type StateCounts } from '#shared/contract/review.ts'
import { formatCount } from '../components/format.ts'
import { NextStep } from '../components/next-step.tsx'
import { OwnerOnly } from '../components/owner-only.tsx'
import frame from '../components/page.module.css'
import { narrowingCount, type ReviewSearch, stateOf } from './search.ts'

interface EmptyQueueProps {
  search: ReviewSearch
  counts: StateCounts | undefined
  onSearch: (change: Partial<ReviewSearch>) => void
  onSnapshots: () => void
}

function noneLeft(search: ReviewSearch): string {
  const state = stateOf(search)
  return state === 'all' ? 'No proposal fits these filters' : `Nothing ${state} fits these filters`
}

/** Why there is nothing on screen, and the way on. */
export function EmptyQueue({ search, counts, onSearch, onSnapshots }: EmptyQueueProps) {
  if (narrowingCount(search) > 0 || search.search !== undefined) {
    return (
      <div className={frame.empty}>
        <Text fw={600}>{noneLeft(search)}</Text>
        <Button
          variant="light"
          onClick={() =>
            onSearch({
              flag: undefined,
              generator: undefined,
              category: undefined,
              annotator: undefined,
              search: undefined,
              only: undefined,
            })
          }
        >
          Clear filters
        </Button>
      </div>
    )
  }
  const total = counts === undefined ? 0 : countOfStates(counts)
  if (total === 0) {
    return (
      <div className={frame.empty}>
        <IconSparkles size={36} stroke={1.3} aria-hidden />
        <Text fw={600}>No negatives were proposed yet</Text>
        <Text size="sm" c="dimmed">
          <OwnerOnly>Let a model, or the built-in generator, propose some. </OwnerOnly>They come here one by
          one.
        </Text>
        <OwnerOnly>
          <Button renderRoot={(props) => <Link to="/generate" {...props} />}>Generate proposals</Button>
        </OwnerOnly>
      </div>
    )
  }
  const state = stateOf(search)
  if (state !== 'pending') {
    return (
      <div className={frame.empty}>
        <Text fw={600}>{state === 'all' ? 'Nothing is left here' : `Nothing is ${state}`}</Text>
        <Button variant="light" onClick={() => onSearch({ state: undefined })}>
          Show what is pending
        </Button>
      </div>
    )
  }
  return (
    <div className={frame.empty}>
      <IconCircleCheck size={40} stroke={1.3} aria-hidden color="var(--mantine-color-teal-7)" />
      <Text fw={600}>Everything is decided</Text>
      <Text size="sm" c="dimmed">
        <OwnerOnly>Save a snapshot to train with it. </OwnerOnly>New proposals show up here by themselves.
      </Text>
      <OwnerOnly>
        <NextStep label="Save the curated set" icon={IconSnowflake} run={onSnapshots} autoFocus />
      </OwnerOnly>
      {(counts?.skipped ?? 0) > 0 && (
        <Group>
          <Button variant="light" onClick={() => onSearch({ state: 'skipped' })}>
            Look at the {formatCount(counts?.skipped ?? 0)} skipped
          </Button>
        </Group>
      )}
    </div>
  )
}
