import { Group, Text } from '@mantine/core'
import type { ProposalSummary } from '#shared/contract/proposals.ts'
import { Picture } from '../components/picture.tsx'
import { FLAG_MEANINGS } from '../components/quality-metrics.ts'
import { ToneBadge } from '../components/tone-badge.tsx'
import marks from './marked-text.module.css'
import classes from './proposal-tile.module.css'
import { STATE_LABELS } from './states.ts'

/** A proposal at a glance: its picture, what changes, what is doubtful of it. */
export function ProposalTile({ proposal }: { proposal: ProposalSummary }) {
  const { title, attributes, flags, image, state } = proposal
  return (
    <article className={classes.tile} aria-label={title}>
      <div className={classes.picture}>
        <Picture hash={image} alt="" width={128} />
      </div>
      <div className={classes.words}>
        <Text size="sm" fw={550} truncate dir="auto" title={title}>
          {title}
        </Text>
        <ul className={classes.changes}>
          {attributes.map(({ name, from, to }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two changes may have one name
            <li key={place} dir="auto" title={`${name}: ${from} → ${to}`}>
              <span className={classes.name}>{name} </span>
              <del className={marks.removed}>{from}</del> <ins className={marks.added}>{to}</ins>
            </li>
          ))}
        </ul>
        <Group gap={4} className={classes.badges}>
          {state !== 'pending' && (
            <ToneBadge tone={STATE_LABELS[state].tone} size="sm">
              {STATE_LABELS[state].label}
            </ToneBadge>
          )}
          {flags.map((flag) => (
            <ToneBadge key={flag} tone="orange" size="sm">
              {FLAG_MEANINGS[flag].label}
            </ToneBadge>
          ))}
        </Group>
      </div>
    </article>
  )
}
