import { Button, Group, Stack, Text, Tooltip } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Flag, QualityMetrics } from '#shared/contract/proposals.ts'
import { type ReviewCard, STATE_OF_VERDICT } from '#shared/contract/review.ts'
import { generatorNamed } from '#shared/generators/generator-options.ts'
import { formatMoment } from '../components/format.ts'
import { OwnerOnly } from '../components/owner-only.tsx'
import {
  FLAG_MEANINGS,
  formatMetric,
  isOutOfRange,
  METRIC_MEANINGS,
  type MetricMeaning,
} from '../components/quality-metrics.ts'
import { ToneBadgeButton } from '../components/tone-badge.tsx'
import { LookalikeSection } from './lookalike.tsx'
import classes from './quality-rail.module.css'
import { STATE_LABELS } from './states.ts'
import type { Measured } from './use-measured.ts'

const EXPLAINED = { hover: true, focus: true, touch: true }

interface QualityRailProps {
  card: ReviewCard
  /** Of an edit while it is typed, in the place of what was proposed. */
  measured: Measured | null
  onProvenance: () => void
  note: ReactNode
}

/** What is known of a proposal beside its words: quality metrics, flags, where it comes from, what was said of it. */
export function QualityRail({ card, measured, onProvenance, note }: QualityRailProps) {
  const flags = measured?.flags ?? card.flags
  const qualityMetrics = { ...card.qualityMetrics, ...measured?.qualityMetrics }
  return (
    <aside className={classes.rail} aria-label="Quality">
      {flags.length > 0 && (
        <section>
          <h2 className={classes.heading}>Flags</h2>
          <Group gap={4}>
            {flags.map((flag) => (
              <FlagBadge key={flag} flag={flag} />
            ))}
          </Group>
        </section>
      )}
      <section>
        <h2 className={classes.heading}>{measured === null ? 'Quality metrics' : 'Quality of the edit'}</h2>
        {METRIC_MEANINGS.map((meaning) => (
          <MetricRow key={meaning.key} meaning={meaning} qualityMetrics={qualityMetrics} flags={flags} />
        ))}
      </section>
      <LookalikeSection key={`lookalike ${card.id}`} card={card} />
      <section>
        <h2 className={classes.heading}>Proposed by</h2>
        <Group justify="space-between" wrap="nowrap" gap="xs">
          <div className={classes.generator}>
            {generatorNamed(card.generator).label}
            <Text size="xs" c="dimmed" truncate title={card.model}>
              {card.model}
            </Text>
          </div>
          <OwnerOnly>
            <Button variant="default" size="compact-xs" onClick={onProvenance} style={{ flex: 'none' }}>
              Provenance
            </Button>
          </OwnerOnly>
        </Group>
      </section>
      {note}
      <History card={card} />
    </aside>
  )
}

interface MetricRowProps {
  meaning: MetricMeaning
  qualityMetrics: QualityMetrics
  flags: readonly Flag[]
}

function MetricRow({ meaning, qualityMetrics, flags }: MetricRowProps) {
  const value = qualityMetrics[meaning.key]
  const warned = isOutOfRange(meaning, flags)
  const share = Math.min(Math.max(value ?? 0, 0), 1)
  return (
    <Tooltip
      label={
        <>
          {meaning.definition}
          <br />
          Good: {meaning.good}.
        </>
      }
      multiline
      w={260}
      position="left"
      openDelay={150}
      events={EXPLAINED}
    >
      <button type="button" className={classes.figure}>
        <span>{meaning.label}</span>
        <span className={value === null ? classes.unknown : warned ? classes.warned : classes.value}>
          {warned && <IconAlertTriangle size={13} aria-label="out of range" />}
          {formatMetric(value)}
        </span>
        <span className={classes.track} aria-hidden>
          <div
            className={`${classes.fill} ${warned ? classes.fillWarned : ''}`}
            style={{ width: `${share * 100}%` }}
          />
        </span>
      </button>
    </Tooltip>
  )
}

function FlagBadge({ flag }: { flag: Flag }) {
  const { label, explanation } = FLAG_MEANINGS[flag]
  return (
    <Tooltip label={explanation} multiline w={240} position="left" openDelay={150} events={EXPLAINED}>
      <ToneBadgeButton tone="orange" style={{ cursor: 'help' }}>
        {label}
      </ToneBadgeButton>
    </Tooltip>
  )
}

function History({ card }: { card: ReviewCard }) {
  const newest = card.history.toReversed().slice(0, 4)
  if (newest.length === 0) return null
  return (
    <section>
      <h2 className={classes.heading}>History</h2>
      <Stack gap={2} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
        {newest.map((decision) => (
          <Text
            key={decision.step}
            component="li"
            size="xs"
            c="dimmed"
            td={decision.undone ? 'line-through' : 'none'}
            title={decision.note ?? undefined}
          >
            {STATE_LABELS[STATE_OF_VERDICT[decision.verdict]].label} by {decision.annotator},{' '}
            {formatMoment(decision.at)}
            {decision.reason !== null && <bdi>: {decision.reason}</bdi>}
            {decision.undone && ' (undone)'}
          </Text>
        ))}
      </Stack>
    </section>
  )
}
