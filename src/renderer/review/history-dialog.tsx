import { Button, Group, Modal, NativeSelect, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Annotator, type DatasetId } from '#shared/contract/ids.ts'
import type { HistoryStep } from '#shared/contract/review.ts'
import { useMe } from '../app/caller.ts'
import { api, client } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { formatMoment } from '../components/format.ts'
import { notifyDone } from '../components/notify.ts'
import { ToneBadge } from '../components/tone-badge.tsx'
import { ImportDecisionsDialog } from './decisions/import-decisions-dialog.tsx'

const KIND_LABELS: Readonly<Record<HistoryStep['kind'], string>> = {
  decide: 'Decision',
  bulk: 'Bulk action',
  undo: 'Undo of',
  redo: 'Redo of',
  revert: 'Revert of',
}

const KINDS = {
  all: { label: 'All steps', kinds: undefined },
  decisions: { label: 'Decisions', kinds: ['decide', 'bulk'] },
  corrections: { label: 'Undone, redone, reverted', kinds: ['undo', 'redo', 'revert'] },
} as const satisfies Record<string, { label: string; kinds: readonly HistoryStep['kind'][] | undefined }>
type KindChoice = keyof typeof KINDS

interface HistoryDialogProps {
  dataset: DatasetId
  annotator: Annotator
  onClose: () => void
}

/** Who did what when, newest first. Any step can be taken back without touching later ones. */
export function HistoryDialog({ dataset, annotator, onClose }: HistoryDialogProps) {
  const [by, setBy] = useState<Annotator | null>(null)
  const [kind, setKind] = useState<KindChoice>('all')
  const [importing, setImporting] = useState(false)
  const { role } = useMe()
  const queries = useQueryClient()
  const progress = useQuery(api.review.progress.queryOptions({ input: { dataset } }))
  const { kinds } = KINDS[kind]
  const query = useInfiniteQuery({
    queryKey: [...api.review.history.key(), dataset, by, kind],
    queryFn: ({ pageParam, signal }) =>
      client.review.history(
        {
          dataset,
          ...(by === null ? {} : { by }),
          ...(kinds === undefined ? {} : { kinds: [...kinds] }),
          ...(pageParam === null ? {} : { before: pageParam }),
        },
        { signal },
      ),
    initialPageParam: null as HistoryStep['step'] | null,
    getNextPageParam: ({ steps, more }) => (more ? (steps.at(-1)?.step ?? null) : null),
    // Each opening reads what was done since.
    gcTime: 0,
  })
  const revert = useMutation(
    api.review.revert.mutationOptions({
      onSuccess: ({ reverted }) => {
        notifyDone(`Reverted the ${reverted.description}.`)
        void queries.invalidateQueries({ queryKey: api.review.history.key() })
      },
    }),
  )
  const steps = query.data?.pages.flatMap((page) => page.steps) ?? []
  const curators = (progress.data?.annotators ?? []).map((row) => row.annotator)
  return (
    <>
      <Modal opened={!importing} onClose={onClose} title="History" size="min(94vw, 56rem)">
        <Stack gap="sm">
          <Group gap="xs">
            <NativeSelect
              label="Curator"
              data={[{ value: '', label: 'Everybody' }, ...curators]}
              value={by ?? ''}
              onChange={(event) => setBy(Annotator.nullable().catch(null).parse(event.currentTarget.value))}
            />
            <NativeSelect
              label="Steps"
              data={Object.entries(KINDS).map(([value, { label }]) => ({ value, label }))}
              value={kind}
              onChange={(event) => {
                const { value } = event.currentTarget
                if (value in KINDS) setKind(value as KindChoice)
              }}
            />
          </Group>
          {query.isError && <FailureCard error={query.error} retry={() => void query.refetch()} />}
          {query.isPending && <Skeleton h="12rem" />}
          {query.isSuccess && steps.length === 0 && (
            <Text size="sm" c="dimmed">
              Nothing was done yet.
            </Text>
          )}
          {steps.length > 0 && (
            <Table aria-label="Steps">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>When</Table.Th>
                  <Table.Th>Who</Table.Th>
                  <Table.Th>What</Table.Th>
                  <Table.Th ta="right">Take back</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {steps.map((step) => (
                  <Table.Tr key={step.step}>
                    <Table.Td style={{ whiteSpace: 'nowrap' }}>{formatMoment(step.at)}</Table.Td>
                    <Table.Td dir="auto">{step.annotator}</Table.Td>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>
                      {step.target !== null && `${KIND_LABELS[step.kind]} the `}
                      <bdi>{step.description}</bdi>{' '}
                      {step.kind === 'bulk' && <ToneBadge tone="iris">{KIND_LABELS.bulk}</ToneBadge>}{' '}
                      {!step.standing && <ToneBadge tone="gray">Taken back</ToneBadge>}
                    </Table.Td>
                    <Table.Td ta="right">
                      {step.standing && (
                        <Button
                          variant="default"
                          size="compact-xs"
                          aria-label={`Revert the ${step.description}`}
                          disabled={revert.isPending}
                          onClick={() => revert.mutate({ annotator, step: step.step })}
                        >
                          Revert
                        </Button>
                      )}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
          {query.hasNextPage && (
            <Button variant="default" loading={query.isFetching} onClick={() => void query.fetchNextPage()}>
              Show earlier steps
            </Button>
          )}
          {role === 'owner' && (
            <Group justify="flex-end">
              <Button variant="default" size="xs" onClick={() => setImporting(true)}>
                Import decisions…
              </Button>
            </Group>
          )}
        </Stack>
      </Modal>
      <ImportDecisionsDialog dataset={dataset} opened={importing} onClose={() => setImporting(false)} />
    </>
  )
}
