import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useState } from 'react'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { ProposalFilter, ProposalSummary } from '#shared/contract/proposals.ts'
import type { ReviewSort } from '#shared/contract/review.ts'
import { client } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { Picture } from '../components/picture.tsx'
import { FLAG_MEANINGS } from '../components/quality-metrics.ts'
import { ToneBadge } from '../components/tone-badge.tsx'
import classes from './bulk-dialog.module.css'
import { STATE_LABELS } from './states.ts'

const PAGE_SIZE = 1000
const ROW_HEIGHT = 52

interface BulkDialogProps {
  verdict: 'accept' | 'reject'
  filter: ProposalFilter
  sort: ReviewSort
  onConfirm: (proposals: ProposalId[]) => void
  onClose: () => void
}

/** Lists every proposal that the filter shows before one verdict is given to all of them. */
export function BulkDialog({ verdict, filter, sort, onConfirm, onClose }: BulkDialogProps) {
  const query = useQuery({
    queryKey: ['bulk', filter, sort],
    queryFn: ({ signal }) => allProposals(filter, sort, signal),
    // What is confirmed is what is listed: each opening reads the list again.
    gcTime: 0,
  })
  const proposals = query.data
  const verb = verdict === 'accept' ? 'Accept' : 'Reject'
  const flagged = proposals?.filter(({ flags }) => flags.length > 0).length ?? 0
  return (
    <Modal opened onClose={onClose} title={`${verb} everything shown`} size="xl">
      <Stack gap="sm">
        {query.isError && <FailureCard error={query.error} retry={() => void query.refetch()} />}
        {query.isPending && <Loader size="sm" />}
        {proposals !== undefined && (
          <>
            <Text size="sm">
              {verb}s {countOf(proposals.length, 'proposal')}, {flagged === 0 ? 'none' : flagged} of them
              flagged. One undo takes all of it back.
            </Text>
            <ProposalRows proposals={proposals} />
            <Group justify="flex-end" gap="xs">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button
                data-autofocus
                color={verdict === 'accept' ? 'teal.9' : 'red.8'}
                disabled={proposals.length === 0}
                onClick={() => onConfirm(proposals.map(({ id }) => id))}
              >
                {verb} {countOf(proposals.length, 'proposal')}
              </Button>
            </Group>
          </>
        )}
      </Stack>
    </Modal>
  )
}

async function allProposals(
  filter: ProposalFilter,
  sort: ReviewSort,
  signal: AbortSignal,
): Promise<ProposalSummary[]> {
  const all: ProposalSummary[] = []
  // What the reader is sure of changes while a bulk action is looked at.
  const order = sort === 'least-certain' ? 'oldest' : sort
  for (;;) {
    const page = await client.proposals.list(
      { filter, sort: order, offset: all.length, limit: PAGE_SIZE },
      { signal },
    )
    all.push(...page.proposals)
    if (page.proposals.length < PAGE_SIZE) return all
  }
}

function ProposalRows({ proposals }: { proposals: readonly ProposalSummary[] }) {
  const [viewport, setViewport] = useState<HTMLElement | null>(null)
  const rows = useVirtualizer({
    count: proposals.length,
    getScrollElement: () => viewport,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
  })
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section ref={setViewport} className={classes.viewport} tabIndex={0} aria-label="Proposals concerned">
      <ul className={classes.list} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, start }) => {
          const proposal = proposals[index]
          if (proposal === undefined) return null
          return (
            <li key={proposal.id} className={classes.row} style={{ height: ROW_HEIGHT, top: start }}>
              <div className={classes.picture}>
                <Picture hash={proposal.image} alt="" width={64} />
              </div>
              <div className={classes.words}>
                <Text size="sm" truncate>
                  {proposal.title}
                </Text>
                <Text size="xs" c="dimmed" truncate>
                  {proposal.attributes.map(({ name, from, to }) => `${name}: ${from} → ${to}`).join('; ')}
                </Text>
              </div>
              {proposal.flags.map((flag) => (
                <ToneBadge key={flag} tone="orange">
                  {FLAG_MEANINGS[flag].label}
                </ToneBadge>
              ))}
              <ToneBadge tone={STATE_LABELS[proposal.state].tone}>
                {STATE_LABELS[proposal.state].label}
              </ToneBadge>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
