import { Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { MapPoints } from '#shared/contract/maps.ts'
import { api } from '../app/client.ts'
import { countOf } from '../components/format.ts'
import { Picture } from '../components/picture.tsx'
import { ToneBadge } from '../components/tone-badge.tsx'
import { STATE_LABELS } from '../review/states.ts'
import classes from './map-tab.module.css'
import type { Point } from './scatter.tsx'

/** Changes shown: the place is of one height, so that nothing jumps under the pointer. */
const LISTED = 3

/** The item, or the negative with its item, on which the pointer or the focus was last. */
export function PointDetails({ points, shown }: { points: MapPoints; shown: Point | null }) {
  return (
    <section aria-label="Point" aria-live="polite" className={classes.point}>
      {shown === null ? (
        <Text size="xs" c="dimmed">
          Point at something on the map to see what it is.
        </Text>
      ) : shown.kind === 'item' ? (
        <ItemPart
          item={points.items.find(({ item }) => item === shown.item)}
          negatives={points.proposals.filter(({ item }) => item === shown.item).length}
        />
      ) : (
        <NegativePart points={points} proposal={shown.proposal} />
      )}
    </section>
  )
}

interface ItemPartProps {
  item: MapPoints['items'][number] | undefined
  negatives: number
}

function ItemPart({ item, negatives }: ItemPartProps) {
  if (item === undefined) return null
  return (
    <>
      <div className={classes.thumbnail}>
        <Picture hash={item.image} alt="" width={128} />
      </div>
      <Stack gap={2} miw={0}>
        <Title order={2} size="sm" className={classes.clamped} dir="auto">
          {item.title}
        </Title>
        <Text size="xs" c="dimmed">
          {[item.category ?? 'no category', countOf(negatives, 'negative')].join(' · ')}
        </Text>
      </Stack>
    </>
  )
}

function NegativePart({ points, proposal }: { points: MapPoints; proposal: ProposalId }) {
  const point = points.proposals.find((one) => one.proposal === proposal)
  const item = points.items.find((one) => one.item === point?.item)
  const card = useQuery(api.review.card.queryOptions({ input: { proposal } }))
  if (point === undefined || item === undefined) return null
  const { label, tone } = STATE_LABELS[point.state]
  const changes = card.data?.attributes ?? []
  return (
    <>
      <div className={classes.thumbnail}>
        <Picture hash={item.image} alt="" width={128} />
      </div>
      <Stack gap={4} miw={0} align="flex-start">
        <Title order={2} size="sm" className={classes.clamped} dir="auto">
          {item.title}
        </Title>
        <ToneBadge tone={tone}>{label}</ToneBadge>
        {changes.slice(0, LISTED).map(({ name, from, to }) => (
          <Text key={name} size="xs" truncate maw="100%" dir="auto">
            {name}: {from} → {to}
          </Text>
        ))}
        {changes.length > LISTED && (
          <Text size="xs" c="dimmed">
            and {countOf(changes.length - LISTED, 'change')} more
          </Text>
        )}
      </Stack>
    </>
  )
}
