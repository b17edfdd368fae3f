import { Text, Title, UnstyledButton, useComputedColorScheme, VisuallyHidden } from '@mantine/core'
import type { ProposalId } from '#shared/contract/ids.ts'
import { countOf, formatCount } from '../components/format.ts'
import { colorOf, MAP_COLORS } from './colors.ts'
import type { PointGroup } from './grouping.ts'
import classes from './map-tab.module.css'

interface LegendProps {
  groups: readonly PointGroup[]
  chosen: ReadonlySet<ProposalId>
  /** With these chosen from now on. */
  onChoose: (chosen: Set<ProposalId>) => void
}

/** What the colors mean; pressing one chooses all its negatives, or none of them. */
export function Legend({ groups, chosen, onChoose }: LegendProps) {
  const colors = MAP_COLORS[useComputedColorScheme('light')]
  return (
    <section aria-label="Legend">
      <Title order={2} size="h6">
        Legend
      </Title>
      <Text size="xs" c="dimmed" mb={4}>
        ● items, ◆ negatives. Press a line to choose its negatives.
      </Text>
      <ul className={classes.list}>
        {groups.map(({ label, hue, items, proposals }) => {
          const all = proposals.length > 0 && proposals.every(({ proposal }) => chosen.has(proposal))
          const toggle = () => {
            const next = new Set(chosen)
            for (const { proposal } of proposals) {
              if (all) next.delete(proposal)
              else next.add(proposal)
            }
            onChoose(next)
          }
          const row = (
            <>
              <span className={classes.swatch} style={{ background: colorOf(hue, colors) }} />
              <span className={classes.name} dir="auto">
                {label}
                {proposals.length > 0 && (
                  <VisuallyHidden>: choose {countOf(proposals.length, 'negative')}</VisuallyHidden>
                )}
              </span>
              <span className="tabular">
                {items > 0 && `● ${formatCount(items)} `}
                {proposals.length > 0 && `◆ ${formatCount(proposals.length)}`}
              </span>
            </>
          )
          return (
            <li key={label}>
              {proposals.length === 0 ? (
                <div className={classes.row}>{row}</div>
              ) : (
                <UnstyledButton className={classes.row} aria-pressed={all} onClick={toggle}>
                  {row}
                </UnstyledButton>
              )}
            </li>
          )
        })}
      </ul>
    </section>
  )
}
