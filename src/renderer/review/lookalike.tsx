import { Button, Loader, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Lookalike } from '#shared/contract/proposals.ts'
import type { ReviewCard } from '#shared/contract/review.ts'
import { api } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf, formatCount } from '../components/format.ts'
import { Picture } from '../components/picture.tsx'
import classes from './lookalike.module.css'
import rail from './quality-rail.module.css'

/** From this risk on the item is shown without being asked for: a curator should look at both. */
const CLOSE = 0.5

/**
 * The item that the negative may be mistaken for, which the item's own users chose: if the two are one to them, the
 * negative teaches a falsehood.
 */
export function LookalikeSection({ card }: { card: ReviewCard }) {
  const risk = card.qualityMetrics.falseNegativeRisk
  const [asked, setAsked] = useState(false)
  const shown = asked || (risk !== null && risk >= CLOSE)
  const query = useQuery({
    ...api.proposals.lookalike.queryOptions({ input: { proposal: card.id } }),
    enabled: shown,
  })
  if (risk === null) return null
  const flagged = card.flags.includes('false-negative-risk')
  return (
    <section aria-label="Closest item that its users chose">
      <h2 className={rail.heading}>Its users chose</h2>
      {!shown && (
        <Button variant="default" size="compact-xs" onClick={() => setAsked(true)}>
          Show the closest item
        </Button>
      )}
      {query.isFetching && <Loader size="xs" />}
      {query.isError && <FailureCard error={query.error} retry={() => void query.refetch()} />}
      {query.data === null && (
        <Text size="xs" c="dimmed">
          Nothing else.
        </Text>
      )}
      {query.data != null && <LookalikeItem lookalike={query.data} flagged={flagged} />}
    </section>
  )
}

function LookalikeItem({ lookalike, flagged }: { lookalike: Lookalike; flagged: boolean }) {
  const { title, description, image, similarity, users, of } = lookalike
  return (
    <article className={`${classes.item} ${flagged ? classes.flagged : ''}`}>
      <div className={classes.picture}>
        <Picture hash={image} alt={`Picture of ${title}`} width={128} />
      </div>
      <div className={classes.words}>
        <Text size="sm" fw={550} lh={1.3} dir="auto">
          {title}
        </Text>
        <Text size="xs" dir="auto" lineClamp={3} title={description}>
          {description}
        </Text>
      </div>
      <Text size="xs" className={`${classes.how} ${flagged ? rail.warned : classes.dimmed}`}>
        {flagged && <IconAlertTriangle size={13} aria-hidden />}
        {similarity.toFixed(2)} alike; chosen by {formatCount(users)} of {countOf(of, 'user')}
      </Text>
    </article>
  )
}
