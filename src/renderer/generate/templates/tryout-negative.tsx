import { Group, Text, Tooltip } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import type { TryoutNegative as Made } from '#shared/contract/tryouts.ts'
import {
  FLAG_MEANINGS,
  formatMetric,
  isOutOfRange,
  METRIC_MEANINGS,
} from '../../components/quality-metrics.ts'
import { ToneBadgeButton } from '../../components/tone-badge.tsx'
import marks from '../../review/marked-text.module.css'
import { MarkedText } from '../../review/marked-text.tsx'
import classes from './templates.module.css'

/** What came of it: changes, both texts with the differences marked, flags and figures. */
export function TryoutNegative({ made, current }: { made: Made; current: boolean }) {
  const { positive, negative, flags, qualityMetrics } = made
  return (
    <section className={classes.step} aria-label="Negative" data-stale={!current || undefined}>
      <Text fw={550} size="sm">
        Negative{current ? '' : ' of an earlier text or setting'}
      </Text>
      <ul className={classes.changes} aria-label="Changed attributes">
        {negative.attributes.map(({ name, from, to }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two changes may have one name
          <li key={place} dir="auto">
            <span className={classes.name}>{name}</span> <del className={marks.removed}>{from}</del>{' '}
            <IconArrowRight size={13} role="img" aria-label="to" /> <ins className={marks.added}>{to}</ins>
          </li>
        ))}
      </ul>
      <Sides label="Text" before={positive.text} after={negative.text} />
      {positive.visual !== '' && (
        <Sides label="Picture, in words" before={positive.visual} after={negative.visual} />
      )}
      {flags.length > 0 && (
        <Group gap={4} mt="xs">
          {flags.map((flag) => (
            <Tooltip key={flag} label={FLAG_MEANINGS[flag].explanation} multiline w={240}>
              <ToneBadgeButton tone="orange" style={{ cursor: 'help' }}>
                {FLAG_MEANINGS[flag].label}
              </ToneBadgeButton>
            </Tooltip>
          ))}
        </Group>
      )}
      <dl className={classes.figures}>
        {METRIC_MEANINGS.flatMap((meaning) => {
          if (meaning.key === 'hardness') return []
          const value = qualityMetrics[meaning.key]
          const warned = value !== null && isOutOfRange(meaning, flags)
          return [
            <div key={meaning.key} title={meaning.definition}>
              <dt>{meaning.label}</dt>
              <dd>{`${formatMetric(value)}${warned ? ' (out of range)' : ''}`}</dd>
            </div>,
          ]
        })}
      </dl>
    </section>
  )
}

function Sides({ label, before, after }: { label: string; before: string; after: string }) {
  return (
    <div className={classes.sides}>
      {(['before', 'after'] as const).map((side) => (
        <div key={side} dir="auto">
          <Text size="xs" c="dimmed">
            {label} of the {side === 'before' ? 'item' : 'negative'}
          </Text>
          <Text size="sm" component="div">
            <MarkedText before={before} after={after} side={side} />
          </Text>
        </div>
      ))}
    </div>
  )
}
