import { useQueries } from '@tanstack/react-query'
import { useCallback, useEffect, useState } from 'react'
import type { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { ProposalSummary } from '#shared/contract/proposals.ts'
import type { StudioEvent } from '#shared/contract/system.ts'
import { api } from '../../app/client.ts'
import { useStudioEvent } from '../../app/live-events.ts'

/** Tiles that are asked for at once. */
const AT_ONCE = 60

type Tiles = ReadonlyMap<ProposalId, ProposalSummary>

/**
 * What the tiles show of the proposals from place `first` to `last` of the order. What was shown once stays until something newer is
 * known of it, so that tiles that change their place do not blink.
 */
export function useTiles(
  dataset: DatasetId,
  order: readonly ProposalId[],
  first: number,
  last: number,
): Tiles {
  const [tiles, setTiles] = useState<Tiles>(new Map())
  const chunks = Array.from(
    { length: Math.max(0, Math.floor(last / AT_ONCE) - Math.floor(first / AT_ONCE) + 1) },
    (_, chunk) => {
      const from = (Math.floor(first / AT_ONCE) + chunk) * AT_ONCE
      return order.slice(from, from + AT_ONCE)
    },
  ).filter((ids) => ids.length > 0)
  const answers = useQueries({
    queries: chunks.map((proposals) =>
      api.proposals.list.queryOptions({ input: { filter: { dataset, proposals }, limit: AT_ONCE } }),
    ),
    combine: (results) => results.flatMap(({ data }) => (data === undefined ? [] : [data])),
  })
  useEffect(() => {
    if (answers.length === 0) return
    setTiles((before) => {
      const known = new Map(before)
      for (const { proposals } of answers) for (const tile of proposals) known.set(tile.id, tile)
      return known
    })
  }, [answers])
  useStudioEvent(
    'decisions',
    useCallback(
      (event: Extract<StudioEvent, { topic: 'decisions' }>) => {
        if (event.dataset !== dataset) return
        setTiles((before) => {
          const known = new Map(before)
          for (const { proposal, state, annotator } of event.changes) {
            const tile = known.get(proposal)
            if (tile !== undefined) known.set(proposal, { ...tile, state, annotator })
          }
          return known
        })
      },
      [dataset],
    ),
  )
  return tiles
}
