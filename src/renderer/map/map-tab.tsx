import { Skeleton, Stack } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { assertNever } from '#shared/assert-never.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { MapKey } from '#shared/contract/maps.ts'
import { type TextEncoderSettings, textEncoderNamed } from '#shared/encoders/text-encoder-settings.ts'
import { api, queryClient } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { Drawing, NoMap } from './drawing.tsx'
import { DrawnMap } from './drawn-map.tsx'
import { encoderChoices } from './encoder-choices.ts'
import { EncoderSelect } from './encoder-select.tsx'
import classes from './map-tab.module.css'

/** Items and negatives in two dimensions, as a text encoder sees them. */
export function MapTab({ dataset }: { dataset: Dataset }) {
  const settings = useQuery(api.system.settings.queryOptions())
  const [chosen, setChosen] = useState<TextEncoderSettings | null>(null)
  if (settings.isError) {
    return <FailureCard error={settings.error} retry={() => void settings.refetch()} />
  }
  if (settings.data === undefined) return <Skeleton m="md" h={400} />
  const choices = encoderChoices(settings.data.textEncoder)
  const encoder = chosen ?? settings.data.textEncoder
  return (
    <MapOf
      key={JSON.stringify(encoder)}
      mapKey={{ dataset: dataset.id, encoder }}
      name={dataset.name}
      select={<EncoderSelect choices={choices} encoder={encoder} onChange={setChosen} />}
    />
  )
}

interface MapOfProps {
  mapKey: MapKey
  name: string
  select: React.ReactNode
}

function MapOf({ mapKey, name, select }: MapOfProps) {
  const state = useQuery(api.maps.state.queryOptions({ input: mapKey }))
  const draw = useMutation(
    api.maps.draw.mutationOptions({
      meta: { shownInPlace: true },
      onSuccess: (drawn) => {
        queryClient.setQueryData(api.maps.state.queryKey({ input: mapKey }), drawn)
        return queryClient.invalidateQueries({ queryKey: api.maps.points.key({ input: mapKey }) })
      },
      onError: () => state.refetch(),
    }),
  )
  const cancel = useMutation(api.maps.cancel.mutationOptions())
  const error = draw.error ?? state.error
  const drawing = <Drawing stage="encoding" share={null} onCancel={() => cancel.mutate(mapKey)} />
  const content = () => {
    if (state.data === undefined) return state.isPending ? <Skeleton m="md" h={400} /> : null
    switch (state.data.state) {
      case 'absent':
        // The engine may not have said yet that it has begun.
        return draw.isPending ? (
          drawing
        ) : (
          <NoMap encoder={textEncoderNamed(mapKey.encoder.name).label} onDraw={() => draw.mutate(mapKey)} />
        )
      case 'drawing':
        return <Drawing {...state.data} onCancel={() => cancel.mutate(mapKey)} />
      case 'drawn':
        return draw.isPending ? (
          drawing
        ) : (
          <DrawnMap mapKey={mapKey} name={name} state={state.data} onDraw={() => draw.mutate(mapKey)} />
        )
      default:
        return assertNever(state.data)
    }
  }
  return (
    <div className={classes.tab}>
      <div className={classes.bar}>{select}</div>
      {error !== null && (
        <Stack p="md">
          <FailureCard error={error} retry={draw.error === null ? () => void state.refetch() : undefined} />
        </Stack>
      )}
      {content()}
    </div>
  )
}
