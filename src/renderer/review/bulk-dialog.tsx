import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import type { ProposalFilter, ProposalSummary } from '#shared/contract/proposals.ts'
import type { ReviewSort } from '#shared/contract/review.ts'
import { client } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import classes from './bulk-dialog.module.css'
import { ProposalTile } from './proposal-tile.tsx'

/** Proposals that are shown before all of them are decided. */
const PREVIEWED = 500
const TILE_HEIGHT = 116
const TILE_WIDTH = 300

interface BulkDialogProps {
  verdict: 'accept' | 'reject'
  filter: ProposalFilter
  sort: ReviewSort
  onConfirm: () => void
  onClose: () => void
}

/** Shows what the filter shows, the first of it where it is much, before one verdict is given to all of it. Enter gives it. */
export function BulkDialog({ verdict, filter, sort, onConfirm, onClose }: BulkDialogProps) {
  const query = useQuery({
    queryKey: ['bulk', filter, sort],
    queryFn: ({ signal }) => previewOf(filter, sort, signal),
    // What is confirmed is what is listed: each opening reads the list again.
    gcTime: 0,
  })
  const proposals = query.data?.proposals
  const total = query.data?.total ?? 0
  const verb = verdict === 'accept' ? 'Accept' : 'Reject'
  const flagged = proposals?.filter(({ flags }) => flags.length > 0).length ?? 0
  const confirmButton = useRef<HTMLButtonElement>(null)
  const ready = proposals !== undefined && proposals.length > 0
  useEffect(() => {
    if (ready) confirmButton.current?.focus()
  }, [ready])
  const confirm = () => ready && onConfirm()
  const confirmByEnter = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || (event.target as Element).closest('button') !== null) return
    event.preventDefault()
    confirm()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${verb} everything shown`}
      size="min(94vw, 62rem)"
      onKeyDown={confirmByEnter}
    >
      <Stack gap="sm">
        {query.isError && <FailureCard error={query.error} retry={() => void query.refetch()} />}
        {proposals !== undefined && (
          <Text size="sm">
            {verb}s {countOf(total, 'proposal')}, {flagged === 0 ? 'none' : flagged} of{' '}
            {total > proposals.length ? `the first ${proposals.length}` : 'them'} flagged. One undo takes all
            of it back.
          </Text>
        )}
        <Tiles proposals={proposals ?? []} loading={query.isPending} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            ref={confirmButton}
            color={verdict === 'accept' ? 'teal.9' : 'red.8'}
            disabled={!ready}
            onClick={confirm}
          >
            {proposals === undefined ? verb : `${verb} ${countOf(total, 'proposal')}`}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** What the reader is sure of changes while a bulk action is looked at. */
function previewOf(filter: ProposalFilter, sort: ReviewSort, signal: AbortSignal) {
  const order = sort === 'least-certain' ? 'oldest' : sort
  return client.proposals.list({ filter, sort: order, offset: 0, limit: PREVIEWED }, { signal })
}

interface TilesProps {
  proposals: readonly ProposalSummary[]
  loading: boolean
}

function Tiles({ proposals, loading }: TilesProps) {
  const [viewport, setViewport] = useState<HTMLElement | null>(null)
  const columns = Math.max(1, Math.floor((viewport?.clientWidth ?? TILE_WIDTH) / TILE_WIDTH))
  const rows = useVirtualizer({
    count: Math.ceil(proposals.length / columns),
    getScrollElement: () => viewport,
    estimateSize: () => TILE_HEIGHT,
    overscan: 3,
  })
  return (
    <section
      ref={setViewport}
      className={classes.viewport}
      data-autofocus
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label="Proposals concerned"
    >
      {loading && <Loader size="sm" m="md" />}
      <div className={classes.rows} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => (
          <ul
            key={index}
            className={classes.row}
            style={{
              height: TILE_HEIGHT,
              top: start,
              gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
            }}
          >
            {proposals.slice(index * columns, (index + 1) * columns).map((proposal) => (
              <li key={proposal.id} className={classes.tile}>
                <ProposalTile proposal={proposal} />
              </li>
            ))}
          </ul>
        ))}
      </div>
    </section>
  )
}
