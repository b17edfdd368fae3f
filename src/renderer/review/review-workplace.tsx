import { VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import { useAnnotator } from '../app/annotator.ts'
import { AnnotatorDialog } from '../components/annotator-dialog.tsx'
import { FailureCard } from '../components/failure-card.tsx'
import { countOf } from '../components/format.ts'
import { notifyDone } from '../components/notify.ts'
import { OwnerOnly } from '../components/owner-only.tsx'
import frame from '../components/page.module.css'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { ReadingNotice } from '../curators/reading-notice.tsx'
import { ActionBar } from './action-bar.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { CardView } from './card-view.tsx'
import type { KeyVerdict } from './desk-state.ts'
import type { EditField } from './edit-form.tsx'
import { EmptyQueue } from './empty-queue.tsx'
import { FailureStrip } from './failure-strip.tsx'
import { FilterBar } from './filter-bar.tsx'
import { ReviewGrid } from './grid/review-grid.tsx'
import { useSelection } from './grid/use-selection.ts'
import { HistoryDialog } from './history-dialog.tsx'
import { LeaseStrip } from './lease-strip.tsx'
import { ProvenanceDialog } from './provenance-dialog.tsx'
import type { JumpBy } from './queue-position.tsx'
import { RegenerateButton } from './regenerate-button.tsx'
import { RejectButton } from './reject-button.tsx'
import { QueueActions, QueueFacts } from './review-header.tsx'
import classes from './review-page.module.css'
import { filterOf, type ReviewSearch } from './search.ts'
import { SnapshotsDialog } from './snapshots/snapshots-dialog.tsx'
import { cardOptions, useDesk, useDeskState } from './use-desk.ts'
import { useLeases } from './use-leases.ts'
import { useQueue } from './use-queue.ts'
import { useRegeneration } from './use-regeneration.ts'
import { type ReviewCommands, useReviewActions } from './use-review-actions.ts'
import { ViewsButton } from './views-button.tsx'

interface ReviewWorkplaceProps {
  dataset: Dataset
  search: ReviewSearch
  onSearch: (change: Partial<ReviewSearch>) => void
}

type Dialog = 'snapshots' | 'history' | 'provenance' | 'accept' | 'reject' | null

/** One item at a time, decided by keyboard. */
export function ReviewWorkplace({ dataset, search, onSearch }: ReviewWorkplaceProps) {
  const [annotator, setAnnotator] = useAnnotator()
  const at = useDesk(dataset.id, annotator, filterOf(search, dataset.id).states)
  const { desk } = at
  const { query, filter, sort, jump, find, further, counts } = useQueue(dataset.id, search, desk)
  const [dialog, setDialog] = useState<Dialog>(null)
  const [hinting, setHinting] = useState(false)
  const [reasoning, setReasoning] = useState(false)
  const [jumpBy, setJumpBy] = useState<JumpBy | null>(null)
  const [viewsOpened, setViewsOpened] = useState(false)
  const inGrid = search.layout === 'grid'
  const [fromGrid, setFromGrid] = useState(false)
  const selection = useSelection()
  /** What waits for the annotator's name. */
  const [unnamed, setUnnamed] = useState<(() => void) | null>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const work = useRef<HTMLDivElement>(null)

  const current = useDeskState(desk, (state) => state.session.current)
  const editing = useDeskState(desk, (state) => state.editing?.field ?? null)
  const cardQuery = useQuery(cardOptions(current, annotator))
  const card = current === null ? undefined : cardQuery.data
  const byHand = useDeskState(desk, (state) => state.session.byHand)
  const leased = useLeases(dataset.id, desk, annotator, current)
  // What came up by itself gives way as soon as no key is open, and its keys count until then.
  const holder = byHand ? leased.holder : null
  const shown = card?.id
  useEffect(() => {
    if (shown === undefined) return
    desk.show(shown, performance.now())
    work.current?.scrollTo({ top: 0 })
  }, [desk, shown])
  useEffect(() => {
    if (annotator === null || unnamed === null) return
    setUnnamed(null)
    unnamed()
  }, [annotator, unnamed])
  const { regenerate, expected } = useRegeneration(desk)

  const named = useCallback(
    (action: () => void) => {
      if (annotator === null) setUnnamed(() => action)
      else action()
    },
    [annotator],
  )
  const edit = useCallback(
    (field: EditField) => named(() => desk.dispatch({ kind: 'open-edit', field })),
    [named, desk],
  )
  // The reason or the hint is asked for over the item on screen, and is about it.
  const askReason = (asks: boolean) => {
    if (asks) desk.dispatch({ kind: 'hold' })
    setReasoning(asks)
  }
  const askHint = (asks: boolean) => {
    if (asks) desk.dispatch({ kind: 'hold' })
    setHinting(asks)
  }
  const decide = (verdict: KeyVerdict, pressedAt: number, reason?: string) =>
    named(() => {
      const because = reason === undefined ? {} : { reason }
      const { taken, order } = desk.store.getState().session
      const chosen = inGrid ? order.filter((id) => selection.chosen.has(id)) : []
      if (chosen.length === 0) {
        desk.dispatch({ kind: 'verdict', verdict, pressedAt, ...because })
        return
      }
      selection.clear()
      const proposals = chosen.filter((id) => !taken.has(id))
      const left = chosen.length - proposals.length
      if (left > 0) {
        notifyDone(
          `${countOf(left, 'proposal')} left alone: somebody else has ${left === 1 ? 'it' : 'them'} on screen.`,
        )
      }
      if (proposals.length > 0) desk.dispatch({ kind: 'several', verdict, proposals, ...because })
    })
  const changeLayout = () => {
    setFromGrid(inGrid)
    selection.clear()
    onSearch({ layout: inGrid ? undefined : 'grid', proposal: search.proposal })
  }
  const commands: ReviewCommands = {
    decide,
    edit,
    undo: () => named(() => desk.dispatch({ kind: 'undo' })),
    redo: () => named(() => desk.dispatch({ kind: 'redo' })),
    move: (by) => desk.dispatch({ kind: 'move', by }),
    askReason: () => named(() => askReason(true)),
    askHint: () => askHint(true),
    writeNote: () => named(() => noteField.current?.focus()),
    showHistory: () => named(() => setDialog('history')),
    search: () => searchField.current?.focus(),
    find: () => setJumpBy('number'),
    showViews: () => setViewsOpened(true),
    changeLayout,
  }
  const endEdit = useCallback(() => desk.dispatch({ kind: 'close-edit' }), [desk])
  const openProvenance = useCallback(() => setDialog('provenance'), [])
  const action = useReviewActions(commands, {
    // A card that still loads has its keys already: the desk carries them out once it is there.
    idle: current === null,
    // A form whose card cannot be loaded has no key that would leave it.
    editing: editing !== null && !cardQuery.isError,
    attributes: card?.current.attributes.length ?? 0,
    readOnly: holder !== null && selection.chosen.size === 0,
    layout: inGrid ? 'grid' : 'single',
    fromGrid,
  })
  return (
    <Page
      title="Review"
      fills
      beside={
        <>
          <QueueFacts
            desk={desk}
            expected={expected}
            jumpBy={jumpBy}
            onJumpBy={setJumpBy}
            onJump={jump}
            onFind={find}
          />
          <ReadingNotice dataset={dataset.id} annotator={annotator} />
        </>
      }
      actions={
        <QueueActions
          dataset={dataset.id}
          onAll={(verdict) => named(() => setDialog(verdict))}
          history={action('history')}
          layout={action('layout')}
          onSnapshots={() => setDialog('snapshots')}
        />
      }
    >
      <div className={classes.page}>
        <FilterBar
          dataset={dataset.id}
          search={search}
          counts={counts}
          searchKeys={action('search').shownKeys}
          searchField={searchField}
          views={
            <ViewsButton
              dataset={dataset.id}
              search={search}
              action={action('views')}
              opened={viewsOpened}
              onOpen={setViewsOpened}
              onChange={onSearch}
            />
          }
          onChange={onSearch}
        />
        <VisuallyHidden role="status">{card?.title}</VisuallyHidden>
        <FailureStrip desk={desk} />
        {holder !== null && <LeaseStrip holder={holder} onTakeOver={leased.takeOver} />}
        {query.isError || cardQuery.isError ? (
          <div className={frame.empty}>
            <FailureCard
              error={query.error ?? cardQuery.error}
              retry={() => void (query.isError ? query.refetch() : cardQuery.refetch())}
            />
          </div>
        ) : inGrid && current !== null ? (
          <ReviewGrid
            dataset={dataset.id}
            desk={desk}
            leases={leased.others}
            selection={selection}
            onOpen={changeLayout}
            onFurther={further}
          />
        ) : card !== undefined ? (
          <div className={classes.work} ref={work}>
            <CardView
              card={card}
              annotator={annotator}
              at={at}
              editing={editing}
              noteKeys={action('note').shownKeys}
              noteField={noteField}
              onEdit={holder === null ? edit : null}
              onEdited={endEdit}
              onProvenance={openProvenance}
            />
          </div>
        ) : query.isPending || current !== null ? (
          <PagePending />
        ) : (
          <EmptyQueue
            search={search}
            counts={counts}
            onSearch={onSearch}
            onSnapshots={() => setDialog('snapshots')}
          />
        )}
        <ActionBar
          action={action}
          chosen={inGrid ? selection.chosen.size : null}
          reject={
            <RejectButton
              reject={action('reject')}
              withReason={action('reject-reason')}
              opened={reasoning && action('reject-reason').enabled}
              onOpen={askReason}
              onReason={(reason, pressedAt) => decide('reject', pressedAt, reason)}
            />
          }
          regenerate={
            <OwnerOnly>
              <RegenerateButton
                action={action('regenerate')}
                opened={hinting}
                onOpen={askHint}
                onRegenerate={(hint) => current !== null && regenerate(current, hint)}
              />
            </OwnerOnly>
          }
        />
      </div>
      <AnnotatorDialog
        opened={unnamed !== null && annotator === null}
        onName={setAnnotator}
        onClose={() => setUnnamed(null)}
      />
      {card !== undefined && (
        <ProvenanceDialog
          proposal={card.id}
          opened={dialog === 'provenance'}
          onClose={() => setDialog(null)}
        />
      )}
      <SnapshotsDialog
        dataset={dataset}
        curated={(counts?.accepted ?? 0) + (counts?.edited ?? 0)}
        opened={dialog === 'snapshots'}
        onClose={() => setDialog(null)}
      />
      {dialog === 'history' && annotator !== null && (
        <HistoryDialog dataset={dataset.id} annotator={annotator} onClose={() => setDialog(null)} />
      )}
      {(dialog === 'accept' || dialog === 'reject') && (
        <BulkDialog
          verdict={dialog}
          filter={filter}
          sort={sort}
          onConfirm={() => {
            desk.dispatch({ kind: 'bulk', verdict: dialog, filter })
            setDialog(null)
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </Page>
  )
}
