import { markdownTable } from './markdown-table.ts'
import { placeName } from './place.ts'
import { PROBE_ARMS } from './probe-arms.ts'
import type { Result } from './trial.ts'

/** How often the probe of each arm names what the truth names, by world: a Markdown table. */
export function describeProbes(results: readonly Result[]): string {
  const probed = results.filter(({ probe }) => probe !== null)
  const places = [...new Set(probed.map(placeName))]
  const rows = PROBE_ARMS.flatMap(({ name, label }) => {
    const own = probed.filter(({ arm }) => arm === name)
    if (own.length === 0) return []
    const mean = (of: readonly Result[], figure: 'hits' | 'chance' | 'key' | 'keyChance') =>
      of.length === 0
        ? '-'
        : (of.reduce((sum, { probe }) => sum + (probe?.[figure] ?? 0), 0) / of.length).toFixed(2)
    return [
      [
        label,
        ...places.map((place) =>
          mean(
            own.filter((result) => placeName(result) === place),
            'hits',
          ),
        ),
        mean(own, 'hits'),
        mean(own, 'chance'),
        mean(own, 'key'),
        mean(own, 'keyChance'),
      ],
    ]
  })
  return markdownTable(['arm', ...places, 'all', 'chance', 'a key attribute first', 'chance of that'], rows)
}
