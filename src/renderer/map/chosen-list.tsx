import { Button, Group, Text, Title, UnstyledButton } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useNavigate } from '@tanstack/react-router'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { MapPoints } from '#shared/contract/maps.ts'
import { formatCount } from '../components/format.ts'
import { writeProposals } from '../review/chosen-proposals.ts'
import { STATE_LABELS } from '../review/states.ts'
import classes from './map-tab.module.css'
import type { Point } from './scatter.tsx'

/** Rows shown: more cannot be read one by one. */
const LISTED = 100

interface ChosenListProps {
  points: MapPoints
  chosen: ReadonlySet<ProposalId>
  onShow: (point: Point) => void
  onClear: () => void
}

/** The chosen negatives in words, and the way to review them. */
export function ChosenList({ points, chosen, onShow, onClear }: ChosenListProps) {
  const navigate = useNavigate()
  const titles = new Map(points.items.map(({ item, title }) => [item, title]))
  const rows = points.proposals.filter(({ proposal }) => chosen.has(proposal))
  const review = (proposal?: ProposalId) =>
    void navigate({
      to: '/review',
      search: {
        only: writeProposals(rows.map((row) => row.proposal)),
        ...(rows.every(({ state }) => state === 'pending') ? {} : { state: 'all' }),
        ...(proposal === undefined ? {} : { proposal }),
      },
    })
  return (
    <section aria-label="Chosen negatives" className={classes.chosen}>
      <Title order={2} size="h6">
        {rows.length === 0 ? 'Nothing chosen' : `${formatCount(rows.length)} chosen`}
      </Title>
      {rows.length === 0 ? (
        <Text size="xs" c="dimmed">
          Draw a rectangle or a lasso around negatives, or press a line of the legend.
        </Text>
      ) : (
        <>
          <Group gap="xs" my={6}>
            <Button leftSection={<IconListCheck size={14} aria-hidden />} onClick={() => review()}>
              Review these
            </Button>
            <Button variant="default" onClick={onClear}>
              Choose none
            </Button>
          </Group>
          <ul className={classes.list} aria-label="Chosen">
            {rows.slice(0, LISTED).map(({ proposal, item, state }) => (
              <li key={proposal}>
                <UnstyledButton
                  className={classes.row}
                  onMouseEnter={() => onShow({ kind: 'proposal', proposal })}
                  onFocus={() => onShow({ kind: 'proposal', proposal })}
                  onClick={() => review(proposal)}
                >
                  <span className={classes.name} dir="auto">
                    {titles.get(item)}
                  </span>
                  <span>{STATE_LABELS[state].label}</span>
                </UnstyledButton>
              </li>
            ))}
          </ul>
          {rows.length > LISTED && (
            <Text size="xs" c="dimmed">
              and {formatCount(rows.length - LISTED)} more
            </Text>
          )}
        </>
      )}
    </section>
  )
}
