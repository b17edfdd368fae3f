import { Text } from '@mantine/core'
import type { Probe, ProbeEffect } from '#shared/contract/probes.ts'
import classes from './probe-panel.module.css'

/** What a score owes to each attribute, as bars to both sides of nothing, with every exchange below its attribute. */
export function EffectBars({ probe }: { probe: Probe }) {
  const { attributes, notFound } = probe
  const largest = Math.max(
    ...attributes
      .flatMap(({ effect, effects }) => [effect, ...effects.map((one) => one.effect)])
      .map(Math.abs),
  )
  const share = (effect: number) => (largest > 0 ? effect / largest : 0)
  return (
    <div className={classes.result}>
      <Text size="sm">{sentence(probe)}</Text>
      <table className={classes.bars} aria-label="What the score owes to each attribute">
        <thead>
          <tr>
            <th scope="col">Attribute</th>
            <th scope="col">Exchanged</th>
            <th scope="col" className={classes.number}>
              Effect on the score
            </th>
            <th scope="col" aria-label="As a bar" />
          </tr>
        </thead>
        {attributes.map(({ attribute, effect, effects }) => (
          <tbody key={attribute}>
            <tr>
              <th scope="row">{attribute}</th>
              <td>{effects.length === 1 ? exchange(effects[0]) : `mean of ${effects.length} exchanges`}</td>
              <Effect effect={effect} share={share(effect)} />
            </tr>
            {effects.length > 1 &&
              effects.map((one) => (
                <tr key={`${one.from} ${one.to}`} className={classes.single}>
                  <td />
                  <td>{exchange(one)}</td>
                  <Effect effect={one.effect} share={share(one.effect)} />
                </tr>
              ))}
          </tbody>
        ))}
      </table>
      {notFound.length > 0 && (
        <Text size="xs" c="dimmed">
          Not in the texts, so not exchanged: {notFound.join(', ')}.
        </Text>
      )}
    </div>
  )
}

function Effect({ effect, share }: { effect: number; share: number }) {
  return (
    <>
      <td className={classes.number}>{signed(effect)}</td>
      <td className={classes.track}>
        <span
          className={classes.bar}
          data-side={share < 0 ? 'against' : 'for'}
          style={{
            left: `${50 + Math.min(0, share) * 50}%`,
            width: `${Math.abs(share) * 50}%`,
          }}
        />
      </td>
    </>
  )
}

function exchange(effect: ProbeEffect | undefined): string {
  return effect === undefined ? '' : `${effect.from}, not ${effect.to}`
}

function sentence({ user, item, attributes }: Probe): string {
  const [first] = attributes
  if (first === undefined) return 'No attribute could be exchanged.'
  if (first.effect <= 0) return `No attribute of ‘${item.title}’ as it is raises its score for ${user}.`
  return `For ${user}, the score of ‘${item.title}’ owes most to its ${first.attribute}: ${first.effects[0]?.from ?? ''}.`
}

/** A minus as long as the plus. */
function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toPrecision(3)}`
}
