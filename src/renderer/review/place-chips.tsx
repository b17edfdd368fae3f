import { Chip, Group } from '@mantine/core'
import type { PositiveTexts } from './attribute-edit.ts'
import type { Place } from './occurrence-edit.ts'

interface PlaceChipsProps {
  positive: PositiveTexts
  places: readonly Place[]
  onToggle: (place: Place) => void
}

/** Characters around a value that tell one of its places from another. */
const AROUND = 14

/** The places of an attribute's old value: each is switched off where its words mean something else. */
export function PlaceChips({ positive, places, onToggle }: PlaceChipsProps) {
  return (
    <Group gap={4} role="group" aria-label="Places that change" style={{ gridColumn: '1 / -1' }}>
      {places.map((place) => (
        <Chip
          key={`${place.part} ${place.span[0]}`}
          size="xs"
          variant="outline"
          color={place.ambiguous ? 'yellow' : 'iris'}
          checked={place.changed}
          onChange={() => onToggle(place)}
          title={place.ambiguous ? 'May mean something else here' : undefined}
        >
          <bdi>{surroundings(positive, place)}</bdi>
          {place.part === 'visual' && ' (picture)'}
          {place.ambiguous && ' ?'}
        </Chip>
      ))}
    </Group>
  )
}

function surroundings(positive: PositiveTexts, { part, span: [start, end] }: Place): string {
  const text = positive[part]
  const from = Math.max(0, start - AROUND)
  const to = Math.min(text.length, end + AROUND)
  const shown = text.slice(from, to).replaceAll(/\s+/g, ' ')
  return `${from > 0 ? '…' : ''}${shown}${to < text.length ? '…' : ''}`
}
