import { attributeKey } from '#main/proposals/rules/masks.ts'
import type { Probe, ProbeEffect } from '#shared/contract/probes.ts'

/** The effects by attribute, each with the mean over what it was exchanged for; the greatest first. */
export function byAttribute(effects: readonly ProbeEffect[]): Probe['attributes'] {
  return [...Map.groupBy(effects, ({ attribute }) => attributeKey(attribute)).values()]
    .map((own) => ({
      attribute: own[0]?.attribute ?? '',
      effect: own.reduce((sum, { effect }) => sum + effect, 0) / own.length,
      effects: own.toSorted((a, b) => b.effect - a.effect),
    }))
    .toSorted((a, b) => b.effect - a.effect)
}
