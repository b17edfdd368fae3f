import { Button, Menu, Text, VisuallyHidden } from '@mantine/core'
import { IconChevronDown, IconSnowflake } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { Annotator } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import type { ReviewCard } from '#shared/contract/review.ts'
import { useAnnotator } from '../app/annotator.ts'
import { client } from '../app/client.ts'
import { FailureCard } from '../components/failure-card.tsx'
import { formatCount } from '../components/format.ts'
import { notifyFailure } from '../components/notify.ts'
import { Page } from '../components/page.tsx'
import { PagePending } from '../components/page-pending.tsx'
import { type Shortcut, useShortcuts } from '../components/shortcuts.ts'
import { ToneBadge } from '../components/tone-badge.tsx'
import { ActionBar } from './action-bar.tsx'
import { AnnotatorDialog } from './annotator-dialog.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import type { DeskStep, KeyVerdict } from './desk.ts'
import { type EditField, EditForm } from './edit-form.tsx'
import { EmptyQueue } from './empty-queue.tsx'
import { FilterBar } from './filter-bar.tsx'
import { NoteField } from './note-field.tsx'
import { hourlyRate } from './pace.ts'
import { ProvenanceDialog } from './provenance-dialog.tsx'
import { QualityRail } from './quality-rail.tsx'
import { QueuePosition } from './queue-position.tsx'
import { RegenerateButton } from './regenerate-button.tsx'
import { ReviewItem } from './review-item.tsx'
import classes from './review-page.module.css'
import type { ReviewSearch } from './search.ts'
import { positionOf } from './session.ts'
import { SnapshotsDialog } from './snapshots-dialog.tsx'
import { TeamButton } from './team-button.tsx'
import { cardOptions, useDesk } from './use-desk.ts'
import { useQueue } from './use-queue.ts'
import { useRegeneration } from './use-regeneration.ts'

interface ReviewWorkplaceProps {
  dataset: Dataset
  search: ReviewSearch
  onSearch: (change: Partial<ReviewSearch>) => void
}

type Dialog = 'snapshots' | 'provenance' | 'accept-all' | 'reject-all' | null

/** One item at a time, decided by keyboard. */
export function ReviewWorkplace({ dataset, search, onSearch }: ReviewWorkplaceProps) {
  const queries = useQueryClient()
  const [annotator, setAnnotator] = useAnnotator()
  const { desk, state, drafts, notes } = useDesk(dataset.id, annotator)
  const { query, filter, sort } = useQueue(dataset.id, search, desk)
  const [editing, setEditing] = useState<EditField | null>(null)
  const [dialog, setDialog] = useState<Dialog>(null)
  const [hinting, setHinting] = useState(false)
  /** What waits for the annotator's name. */
  const [unnamed, setUnnamed] = useState<(() => void) | null>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const noteField = useRef<HTMLTextAreaElement>(null)
  const work = useRef<HTMLDivElement>(null)

  const current = state.session.current
  const cardQuery = useQuery({
    ...cardOptions(current ?? (0 as never), annotator),
    enabled: current !== null,
  })
  const card = current === null ? undefined : cardQuery.data
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

  const { regenerate, waiting } = useRegeneration((proposal) => desk.bring(proposal))
  const named = (action: () => void) => {
    if (annotator === null) setUnnamed(() => action)
    else action()
  }
  const press = (step: DeskStep) => desk.press(step)
  const decide = (verdict: KeyVerdict, pressedAt: number) =>
    named(() => press({ kind: 'verdict', verdict, pressedAt }))
  const edit = (field: EditField) => {
    if (card !== undefined) named(() => setEditing(field))
  }
  const cacheCard = (change: Partial<ReviewCard>) => {
    if (card === undefined) return
    const { queryKey } = cardOptions(card.id, annotator)
    queries.setQueryData(queryKey, (before) => (before === undefined ? before : { ...before, ...change }))
  }
  const leaveEdit = () => {
    setEditing(null)
    void drafts.flush()
  }
  const saveEdit = (content: NegativeContent) => {
    if (card === undefined) return
    setEditing(null)
    press({ kind: 'edit', proposal: card.id, content, pressedAt: performance.now() })
  }
  const discardDraft = async (author: Annotator) => {
    if (card === undefined) return
    setEditing(null)
    await drafts.forget(card.id)
    try {
      await client.review.discardDraft({ proposal: card.id, annotator: author })
      cacheCard({ draft: null })
    } catch (error) {
      notifyFailure(error)
    }
  }

  const shortcuts: Shortcut[] = [
    { id: 'accept', keys: 'a', label: 'Accept', run: (event) => decide('accept', event.timeStamp) },
    { id: 'reject', keys: 'r', label: 'Reject', run: (event) => decide('reject', event.timeStamp) },
    { id: 'edit', keys: 'e', label: 'Edit', run: () => edit('text') },
    { id: 'skip', keys: 's', label: 'Skip', run: (event) => decide('skip', event.timeStamp) },
    { id: 'undo', keys: 'u', label: 'Undo', run: () => named(() => press({ kind: 'undo' })) },
    {
      id: 'regenerate',
      keys: 'g',
      label: 'Regenerate with a hint',
      run: () => card !== undefined && setHinting(true),
    },
    {
      id: 'next',
      keys: ['j', 'arrowright'],
      label: 'Next',
      repeats: true,
      run: () => press({ kind: 'move', by: 1 }),
    },
    {
      id: 'previous',
      keys: ['k', 'arrowleft'],
      label: 'Previous',
      repeats: true,
      run: () => press({ kind: 'move', by: -1 }),
    },
    { id: 'note', keys: 'n', label: 'Write a note', run: () => named(() => noteField.current?.focus()) },
    { id: 'search', keys: '/', label: 'Search the queue', run: () => searchField.current?.focus() },
    { id: 'edit-text', keys: '1', label: 'Edit the text', run: () => edit('text') },
    { id: 'edit-visual', keys: '2', label: 'Edit the visual description', run: () => edit('visual') },
    { id: 'edit-attributes', keys: '3', label: 'Edit the attributes', run: () => edit('attributes') },
  ]
  const listed = useShortcuts(editing === null ? shortcuts : [], 'Review')
  const keys = (id: string) => (editing === null ? listed(id) : '')

  const counts = query.data?.counts
  const rate = hourlyRate(state.pace)
  const position = positionOf(state.session)
  return (
    <Page
      title="Review"
      fills
      beside={
        <>
          <QueuePosition
            position={position}
            length={state.session.order.length}
            onJump={(target) => press({ kind: 'jump', position: target })}
          />
          {state.pace.decisions > 0 && (
            <Text size="xs" c="dimmed" className={classes.position}>
              {formatCount(state.pace.decisions)} decided{rate !== null && `, ${formatCount(rate)} an hour`}
            </Text>
          )}
          {waiting > 0 && <ToneBadge tone="iris">{waiting} on the way</ToneBadge>}
          {state.open > 1 && (
            <ToneBadge tone="gray">
              {state.open - 1} {state.open === 2 ? 'key waits' : 'keys wait'}
            </ToneBadge>
          )}
        </>
      }
      actions={
        <>
          <TeamButton dataset={dataset.id} />
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
                All shown
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => named(() => setDialog('accept-all'))}>Accept all shown…</Menu.Item>
              <Menu.Item onClick={() => named(() => setDialog('reject-all'))}>Reject all shown…</Menu.Item>
            </Menu.Dropdown>
          </Menu>
          <Button
            variant="light"
            leftSection={<IconSnowflake size={15} aria-hidden />}
            onClick={() => setDialog('snapshots')}
          >
            Freeze snapshot
          </Button>
        </>
      }
    >
      <div className={classes.page}>
        <FilterBar
          dataset={dataset.id}
          search={search}
          counts={counts}
          searchKeys={keys('search')}
          searchField={searchField}
          onChange={onSearch}
        />
        <VisuallyHidden role="status">
          {card !== undefined && `${position} of ${state.session.order.length}: ${card.title}`}
        </VisuallyHidden>
        {state.failure !== null && (
          <div className={classes.failure}>
            <FailureCard error={state.failure.error} />
            {state.failure.dropped > 0 && (
              <Text size="xs" c="dimmed">
                {state.failure.dropped === 1
                  ? 'One key pressed behind it was not done.'
                  : `${state.failure.dropped} keys pressed behind it were not done.`}
              </Text>
            )}
          </div>
        )}
        {query.isError ? (
          <div className={classes.empty}>
            <FailureCard error={query.error} retry={() => void query.refetch()} />
          </div>
        ) : card !== undefined ? (
          <div className={classes.work} ref={work}>
            <ReviewItem
              card={card}
              editor={
                editing === null || annotator === null ? null : (
                  <EditForm
                    key={card.id}
                    card={card}
                    startAt={editing}
                    onDraft={(content) => {
                      drafts.changed(card.id, content)
                      cacheCard({ draft: content })
                    }}
                    onSave={saveEdit}
                    onLeave={leaveEdit}
                    onDiscard={() => void discardDraft(annotator)}
                  />
                )
              }
            />
            <QualityRail
              card={card}
              onProvenance={() => setDialog('provenance')}
              note={
                <NoteField
                  key={card.id}
                  ref={noteField}
                  note={card.note}
                  keys={keys('note')}
                  onChange={(note) => {
                    notes.changed(card.id, note)
                    cacheCard({ note })
                  }}
                  onBlur={() => void notes.flush()}
                />
              }
            />
          </div>
        ) : cardQuery.isError ? (
          <div className={classes.empty}>
            <FailureCard error={cardQuery.error} retry={() => void cardQuery.refetch()} />
          </div>
        ) : query.isPending || current !== null ? (
          <PagePending />
        ) : (
          <EmptyQueue search={search} counts={counts} onSearch={onSearch} />
        )}
        <ActionBar
          keys={keys}
          idle={card === undefined}
          editing={editing !== null}
          onAccept={() => decide('accept', performance.now())}
          onReject={() => decide('reject', performance.now())}
          onSkip={() => decide('skip', performance.now())}
          onEdit={() => edit('text')}
          onUndo={() => named(() => press({ kind: 'undo' }))}
          onPrevious={() => press({ kind: 'move', by: -1 })}
          onNext={() => press({ kind: 'move', by: 1 })}
          regenerate={
            <RegenerateButton
              keys={keys('regenerate')}
              disabled={card === undefined || editing !== null}
              opened={hinting}
              onOpen={setHinting}
              onRegenerate={(hint) => card !== undefined && regenerate(card.id, hint)}
            />
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
      {(dialog === 'accept-all' || dialog === 'reject-all') && (
        <BulkDialog
          verdict={dialog === 'accept-all' ? 'accept' : 'reject'}
          filter={filter}
          sort={sort}
          onConfirm={(proposals) => {
            press({ kind: 'bulk', verdict: dialog === 'accept-all' ? 'accept' : 'reject', proposals })
            setDialog(null)
          }}
          onClose={() => setDialog(null)}
        />
      )}
    </Page>
  )
}
